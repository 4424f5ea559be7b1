// Which slot of Live holds a file, and how it comes there.

// Loops go into the audio tracks whose names begin so; without any, onto the device's own track.
var NAME = "barwise";

// Warped, in a loop, launched by a trigger on the grid of the whole set.
var FOLLOWS = [["warping", 1], ["looping", 1], ["launch_mode", 0], ["launch_quantization", 0]];

var made = {}; // by id: the slots that we filled

// The id of a slot with the file: the next empty one, or, where this Live cannot load, one that
// has it already. `needed` says of an id whether it must stay as it is.
function put(lane, path, needed) {
    var track = chosen(lane);
    if (!track) {
        return trouble("no audio track is called Barwise: name one so");
    }
    var id = empty(track, needed);
    if (!id) {
        return trouble("no empty slot in " + text(track, "name") + ": add a scene");
    }
    by_id(id).call("create_audio_clip", path);
    if (!clip_in(id)) {
        return found(path) || trouble(name_of(path) + " needs Live 12.0.5, or to be in a slot");
    }
    made[id] = true;
    FOLLOWS.forEach(function (pair) {
        clip_in(id).set(pair[0], pair[1]);
    });
    return id;
}

// One track for each lane, as far as they go: a track plays one clip at a time.
function chosen(lane) {
    var named = audio_tracks().filter(function (track) {
        return text(track, "name").toLowerCase().indexOf(NAME) === 0;
    });
    var own = new LiveAPI("this_device canonical_parent");
    return named.length ? named[lane % named.length] : takes_audio(own) ? own : null;
}

// An empty slot, or else one of ours that nobody needs any more.
function empty(track, needed) {
    var ids = children(track, "clip_slots");
    var free = ids.filter(function (id) {
        return !clip_in(id);
    });
    var spent = ids.filter(function (id) {
        return made[id] && !needed(id);
    });
    if (!free.length && spent.length) {
        remove(spent[0]);
    }
    return free.concat(spent)[0];
}

function found(path) {
    return audio_tracks().reduce(function (first, track) {
        return first || children(track, "clip_slots").filter(function (id) {
            return holds(id, path);
        })[0];
    }, null);
}

function holds(id, path) {
    var clip = clip_in(id);
    return clip !== null && text(clip, "file_path") === path;
}

function remove(id) {
    by_id(id).call("delete_clip");
    delete made[id];
}
