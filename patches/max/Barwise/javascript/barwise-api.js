// LiveAPI in words. What is read comes as a list; children come as ["id", 5, "id", 7].

function by_id(id) {
    return new LiveAPI("id " + id);
}

function number(thing, property) {
    return Number(thing.get(property)[0]);
}

function is(thing, property) {
    return number(thing, property) === 1;
}

function text(thing, property) {
    return String(thing.get(property)[0]);
}

function children(thing, property) {
    return thing.get(property).filter(function (part) {
        return part !== "id" && part !== 0;
    });
}

// The clip in the slot `id`, or null.
function clip_in(id) {
    var clip = children(by_id(id), "clip");
    return clip.length ? by_id(clip[0]) : null;
}

function takes_audio(track) {
    return is(track, "has_audio_input") && !is(track, "is_foldable");
}

function audio_track_ids() {
    return children(new LiveAPI("live_set"), "tracks").filter(function (id) {
        return takes_audio(by_id(id));
    });
}

function audio_tracks() {
    return audio_track_ids().map(by_id);
}

function name_of(path) {
    return path.split(/[\\\/]/).pop();
}

// The gain of a clip (0 to 1) that is to sound so many decibels louder than its file: a line from
// 0 dB upwards, a parabola below. `live.ableton.clips` says where this is from; a test compares.
function gain(decibels) {
    if (decibels >= 0) {
        return 0.4 + Math.min(decibels, 24) / 40;
    }
    return 0.505 - Math.sqrt((2.2 - Math.max(decibels, -43)) / 200);
}
