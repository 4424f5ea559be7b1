// Live's side of Barwise: says which files play, puts accepted loops into empty slots, fires them.
//
// Out of the left outlet comes OSC for Barwise, out of the right one a line for the performer. In
// come the rows of `protocol.TO_LOADER` without their /barwise/. Live's own quantisation launches
// in time. All this is ES5: [js] of Max 8 speaks nothing newer.
autowatch = 1;
inlets = 1;
outlets = 2;

include("barwise-api.js");
include("barwise-slots.js");
include("barwise-lanes.js"); // load, fire, unload

// Barwise takes no longer message: what does not fit is not told.
var PACKET = 1400;

var observers = [];
var seen = ""; // the tracks that are observed
var told = false; // whether AbletonOSC tells Barwise what plays
var leads = false; // whether Live's tempo and transport lead Barwise's internal clock

// The beat of the patch, from when Live is there: a Barwise that came late learns what plays.
function alive() {
    if (observers.length === 0) {
        watch();
    }
    look();
}

function follows(on) {
    told = on === 1;
    look();
}

function lead(on) {
    leads = on === 1;
    tempo();
    transport();
}

// --- what Live does ------------------------------------------------------------------------------

// Follow what there is; anew when there are other tracks.
function watch() {
    observers.forEach(function (observer) {
        observer.property = "";
    });
    seen = tracks();
    observers = [
        observe("live_set", "tempo", tempo),
        observe("live_set", "is_playing", transport),
        observe("live_set", "tracks", changed)
    ];
    audio_track_ids().forEach(function (id) {
        observers.push(observe("id " + id, "playing_slot_index", look));
    });
}

function observe(path, property, then) {
    var observer = new LiveAPI(function (args) {
        if (args[0] === property) {
            then();
        }
    }, path);
    observer.property = property;
    return observer;
}

// Live tells what there is at once, which is no change; and while it tells, nothing may be set up.
function changed() {
    if (tracks() !== seen) {
        new Task(watch).schedule(0);
    }
}

function tracks() {
    return children(new LiveAPI("live_set"), "tracks").join();
}

function look() {
    if (is(new LiveAPI("live_set"), "is_playing")) {
        release(function (number) {
            outlet(0, ["/barwise/stop", number]);
        });
    }
    if (!told) {
        outlet(0, ["/barwise/playing"].concat(playing()));
    }
}

// The files that play without Barwise having launched them.
function playing() {
    return audio_tracks().reduce(function (paths, track) {
        var path = plays(track);
        var fits = paths.concat(path).join("    ").length < PACKET;
        return path && fits && paths.indexOf(path) < 0 ? paths.concat(path) : paths;
    }, []);
}

function plays(track) {
    var index = number(track, "playing_slot_index");
    var id = index < 0 ? 0 : children(track, "clip_slots")[index];
    var clip = id && !ours(id) && clip_in(id);
    return clip ? text(clip, "file_path") : "";
}

function tempo() {
    if (leads) {
        outlet(0, ["/barwise/tempo", number(new LiveAPI("live_set"), "tempo")]);
    }
}

function transport() {
    if (leads) {
        outlet(0, ["/barwise/play", number(new LiveAPI("live_set"), "is_playing")]);
    }
}

// --- what the performer reads --------------------------------------------------------------------

function say(line) {
    outlet(1, line);
}

// Says it in the Max window as well; the answer of whoever could not do what was asked.
function trouble(line) {
    post("Barwise: " + line + "\n");
    say(line);
    return null;
}
