// Max and Live as far as the JavaScript of the package meets them, for Node.
//
// `node max_host.js FILE.js` runs the file as [js] does. A line of standard input is either a
// message to it, ["load", 0, "/a.wav", ...], or something done by hand in Live, {"do": ...}. Each
// is answered by a line: what came out of the outlets, the complaints, and the set of Live.
//
// LiveAPI as documented: an object is named by a path or by "id 5"; `get` answers with a list,
// children are ["id", 5, "id", 7], none is ["id", 0]; what does not exist has the id "0". An
// observer is called back with the value at once, and with every change; while it is, nothing may
// be changed. A clip that only waits for its beat does not listen to `stop`. What is fired begins with Live's next quantum, here {"do": "quantum"}.
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const vm = require("vm");

const objects = new Map();
let watching = [];
let notifying = false;
let said = [];
let complaints = [];
const live = { loads: true, set: null };

// --- the set -------------------------------------------------------------------------------------

function thing(kind, properties) {
    const made = { id: objects.size + 1, kind, ...properties };
    objects.set(made.id, made);
    return made;
}

function track(name, audio, slots) {
    const clip_slots = Array.from({ length: slots }, () => thing("slot", { clip: null }));
    const made = thing("track", { name, clip_slots, playing_slot_index: -1, is_foldable: 0 });
    clip_slots.forEach((slot) => (slot.canonical_parent = made));
    return Object.assign(made, { has_audio_input: audio ? 1 : 0 });
}

function clip(slot, file_path) {
    const ours = { file_path, slot, is_playing: 0, is_triggered: 0, warping: 0, looping: 0 };
    const rest = { launch_mode: 1, launch_quantization: 5, pitch_coarse: 0, gain: 0.4 };
    slot.clip = thing("clip", { ...ours, ...rest, start_marker: 0, stops: 0 });
}

const HANDS = {
    set: ({ tracks, device }) => {
        const made = tracks.map(([name, audio, slots]) => track(name, audio, slots));
        live.set = thing("song", { tracks: made, tempo: 120, is_playing: 1 });
        live.device = made[device];
    },
    old: () => (live.loads = false),
    clip: ({ at: [t, s], file }) => clip(live.set.tracks[t].clip_slots[s], file),
    fire: ({ at: [t, s] }) => METHODS.clip.fire(live.set.tracks[t].clip_slots[s].clip),
    stop: ({ at: [t, s] }) => METHODS.clip.stop(live.set.tracks[t].clip_slots[s].clip),
    track: ({ name, audio, slots }) => {
        live.set.tracks.push(track(name, audio, slots));
        changed(live.set, "tracks");
    },
    song: ({ property, value }) => write(live.set, property, value),
    quantum: () => live.set.tracks.forEach(launch)
};

// What was triggered begins, and what played on that track ends.
function launch(on) {
    const clips = on.clip_slots.map((slot) => slot.clip).filter(Boolean);
    const next = clips.find((each) => each.is_triggered);
    clips.filter((each) => next || each.stops).forEach((each) => (each.is_playing = 0));
    clips.forEach((each) => Object.assign(each, { stops: 0, is_triggered: 0 }));
    if (next) {
        next.is_playing = 1;
    }
    const playing = on.clip_slots.findIndex((slot) => slot.clip && slot.clip.is_playing);
    write(on, "playing_slot_index", playing);
}

function write(object, property, value) {
    if (object[property] !== value) {
        object[property] = value;
        changed(object, property);
    }
}

function changed(object, property) {
    watching
        .filter((each) => each.target === object && each.watched === property)
        .forEach((each) => each.notify());
}

// --- LiveAPI -------------------------------------------------------------------------------------

const METHODS = {
    slot: {
        create_audio_clip: (slot, file) => {
            if (!live.loads) {
                throw new Error("no function create_audio_clip");
            }
            if (slot.clip || slot.canonical_parent.has_audio_input !== 1) {
                throw new Error("create_audio_clip: not an empty audio slot");
            }
            clip(slot, file);
        },
        delete_clip: (slot) => {
            slot.clip = null;
            launch(slot.canonical_parent);
        },
        fire: (slot) => METHODS.clip.fire(slot.clip),
        stop: (slot) => METHODS.clip.stop(slot.clip)
    },
    clip: {
        fire: (of) => (of.is_triggered = 1),
        stop: (of) => of.is_playing && Object.assign(of, { stops: 1, is_triggered: 0 })
    },
    track: {
        stop_all_clips: (on) =>
            on.clip_slots
                .filter((slot) => slot.clip)
                .forEach(({ clip }) => Object.assign(clip, { stops: 1, is_triggered: 0 }))
    }
};

class LiveAPI {
    constructor(...args) {
        this.callback = typeof args[0] === "function" ? args.shift() : null;
        this.target = find(args[0] || "");
    }

    get id() {
        return String(this.target ? this.target.id : 0);
    }

    get property() {
        return this.watched || "";
    }

    set property(name) {
        this.watched = name;
        watching = watching.filter((each) => each !== this);
        if (name && this.target) {
            watching.push(this);
            this.notify();
        }
    }

    notify() {
        notifying = true;
        this.callback([this.watched].concat(this.get(this.watched)));
        notifying = false;
    }

    get(name) {
        const value = this.target === null ? 0 : this.target[name];
        if (value === undefined) {
            complaints.push(`get ${name}: ${this.target.kind} has no such property`);
            return [0];
        }
        const all = Array.isArray(value) ? value : [value];
        const children = Array.isArray(value) || ["clip", "canonical_parent"].includes(name);
        return children ? all.flatMap((one) => ["id", one ? one.id : 0]) : all;
    }

    set(name, value) {
        this.change(() => write(this.target, name, value), `set ${name}`);
    }

    call(name, ...args) {
        this.change(() => METHODS[this.target.kind][name](this.target, ...args), `call ${name}`);
    }

    // Live complains in the Max window; the script goes on.
    change(how, what) {
        if (notifying) {
            complaints.push(`${what}: changes cannot be triggered by notifications`);
            return;
        }
        try {
            how();
        } catch (error) {
            complaints.push(`${what}: ${error.message}`);
        }
    }
}

function find(name) {
    if (name.startsWith("id ")) {
        return objects.get(Number(name.slice(3))) || null;
    }
    return { live_set: live.set, "this_device canonical_parent": live.device }[name] || null;
}

// --- Max -----------------------------------------------------------------------------------------

const folder = path.dirname(process.argv[2]);
const max = vm.createContext({
    LiveAPI,
    Task: class {
        constructor(what) {
            this.what = what;
        }

        schedule() {
            later.push(this.what);
        }
    },
    arrayfromargs: (args) => Array.from(args),
    include: (name) => run(path.join(folder, name)),
    outlet: (number, message) => said.push([number, message]),
    post: (text) => complaints.push(text)
});
const later = [];

function run(file) {
    vm.runInContext(fs.readFileSync(file, "utf8"), max, { filename: file });
}

function message(word, ...args) {
    max.messagename = word;
    (typeof max[word] === "function" ? max[word] : max.anything)(...args);
}

function shown(on) {
    return on.clip_slots.map((slot) => {
        const { slot: _, ...rest } = slot.clip || {};
        return slot.clip && rest;
    });
}

run(process.argv[2]);
readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const asked = JSON.parse(line);
    said = [];
    complaints = [];
    Array.isArray(asked) ? message(...asked) : HANDS[asked.do](asked);
    while (later.length) {
        later.shift()();
    }
    const tracks = live.set ? live.set.tracks.map(shown) : [];
    process.stdout.write(JSON.stringify({ said, complaints, tracks }) + "\n");
});
