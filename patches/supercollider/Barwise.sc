// Barwise from SuperCollider: says what a performer wants, keeps what Barwise suggests.
//
//   b = Barwise.new.start;
//   b.on(\bar, { |bar, bpm, seconds| [bar, bpm].postln });
//   b.suggestions.do { |each| each.path.postln };
//   b.next; b.accept(0); b.role("bass");
Barwise {
	// seconds; a lease of Barwise's lasts 70
	classvar pingEvery = 30;

	var <addr, <suggestions, <cursor, <slots, hands, ears, pulse;

	*new { |host = "127.0.0.1", port = 7400|
		^super.new.init(NetAddr(host, port))
	}

	init { |to|
		addr = to;
		suggestions = [];
		slots = IdentityDictionary.new;
		hands = IdentityDictionary.new;
	}

	// Listen on sclang's own port, and stay subscribed through a restart of Barwise.
	start {
		ears = Barwise.heard.collect { |word|
			OSCFunc({ |message| this.hear(word, message.drop(1)) }, "/barwise/" ++ word)
		};
		pulse = SkipJack({ this.ping(nil, NetAddr.langPort) }, pingEvery, name: "barwise");
		this.subscribe(nil, NetAddr.langPort);
	}

	stopListening {
		pulse !? { pulse.stop };
		ears.do(_.free);
		this.unsubscribe(nil, NetAddr.langPort);
	}

	// `action` gets the arguments of every /barwise/WORD from now on.
	on { |word, action|
		Barwise.heard.includes(word).not.if {
			Error("% is nothing that Barwise says: choose from %".format(word, Barwise.heard)).throw
		};
		hands[word] = hands[word].add(action);
	}

	// What is left out is not sent.
	send { |word ... args|
		addr.sendMsg("/barwise/" ++ word, *args.reject(_.isNil));
	}

	hear { |word, args|
		switch(word,
			\suggestions, { suggestions = [] },
			\suggestion, { suggestions = suggestions.add(this.prSuggestion(args)) },
			\cursor, { cursor = args[0] },
			\slot, { slots[args[0]] = (state: args[1], id: args[2], path: args[3].asString) }
		);
		hands[word].do { |action| action.value(*args) };
	}

	// An Event with the names of the contract: path, role, bpm, key, transpose ...
	prSuggestion { |args|
		var made = ();
		Barwise.fields.do { |name, place| made[name] = args[place] };
		^made.put(\path, made[\path].asString)
	}
}
