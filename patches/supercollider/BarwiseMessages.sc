// Written by `python -m patches.make` from live/protocol.py: what can be said to Barwise.
+ Barwise {
	// /barwise/ping [s host] i port: answers /barwise/pong and subscribes for 70 s
	ping { |host, port| ^this.send(\ping, host, port) }

	// /barwise/subscribe [s host] i port: sends state now and from now on
	subscribe { |host, port| ^this.send(\subscribe, host, port) }

	// /barwise/unsubscribe [s host] i port: sends no more
	unsubscribe { |host, port| ^this.send(\unsubscribe, host, port) }

	// /barwise/loader [s host] i port: a device in the host that can load files listens there: say it every 5 s; subscribes, too
	loader { |host, port| ^this.send(\loader, host, port) }

	// /barwise/next: cursor to the next suggestion
	next { ^this.send(\next) }

	// /barwise/previous: cursor to the previous suggestion
	previous { ^this.send(\previous) }

	// /barwise/select i index: cursor to this suggestion
	select { |index| ^this.send(\select, index) }

	// /barwise/preview [i index]: hear it on the cue bus, in time
	preview { |index| ^this.send(\preview, index) }

	// /barwise/accept [i index] [i slot]: launch it at the next quantum
	accept { |index, slot| ^this.send(\accept, index, slot) }

	// /barwise/reject [i index]: not now
	reject { |index| ^this.send(\reject, index) }

	// /barwise/ban [i index]: never again
	ban { |index| ^this.send(\ban, index) }

	// /barwise/favourite [i index]: more of this, or no longer
	favourite { |index| ^this.send(\favourite, index) }

	// /barwise/pick i id: this loop of the library heads the list, with its fix, until launched or refused
	pick { |id| ^this.send(\pick, id) }

	// /barwise/stop i slot: stop this slot at the next quantum
	stop { |slot| ^this.send(\stop, slot) }

	// /barwise/undo: take the last action back, exactly
	undo { ^this.send(\undo) }

	// /barwise/lock i on: freeze the list
	lock { |on| ^this.send(\lock, on) }

	// /barwise/role s role: what to suggest
	role { |role| ^this.send(\role, role) }

	// /barwise/surprise f amount: diversity and novelty
	surprise { |amount| ^this.send(\surprise, amount) }

	// /barwise/energy f amount: intensity; 0.5 does not care
	energy { |amount| ^this.send(\energy, amount) }

	// /barwise/tempo f bpm: tempo of the internal clock or of Link
	tempo { |bpm| ^this.send(\tempo, bpm) }

	// /barwise/tap: tap the tempo of the internal clock or of Link
	tap { ^this.send(\tap) }

	// /barwise/play i on: start or stop the internal clock or Link
	play { |on| ^this.send(\play, on) }

	// /barwise/latency f ms: heard so much too late: everything goes out that much earlier; remembered
	latency { |ms| ^this.send(\latency, ms) }

	// /barwise/playing s path ...: the host says which files are playing now
	playing { | ... path| ^this.send(\playing, *path) }

	// /barwise/correct i id s roles: what this loop plays: bass, bass+melody; auto takes it back; kept in the library
	correct { |id, roles| ^this.send(\correct, id, roles) }

	// /barwise/explain i index: send the reasons of a suggestion
	explain { |index| ^this.send(\explain, index) }

	// /barwise/generate s role [f temperature]: imagine a loop that goes with what plays; it heads the list
	generate { |role, temperature| ^this.send(\generate, role, temperature) }

	// What `on` may wait for.
	*heard { ^[\pong, \bar, \suggestions, \suggestion, \reason, \cursor, \slot, \lock, \role, \surprise, \energy, \status, \error, \heard] }

	// What is told of a suggestion.
	*fields { ^[\seq, \index, \id, \path, \role, \bpm, \key, \transpose, \beat_offset, \stretch, \gain_db, \score] }
}
