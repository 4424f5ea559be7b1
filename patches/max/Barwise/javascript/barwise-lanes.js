// What each of Barwise's slots does in Live. A lane knows slots of Live by their ids.

var lanes = {}; // by number: what is `coming`, what is `sounding`, whether that is `ending`

function lane_of(number) {
    lanes[number] = lanes[number] || { coming: null, sounding: null, ending: false };
    return settled(lanes[number]);
}

// What was coming and plays now has begun; what somebody deleted is gone.
function settled(lane) {
    if (lane.coming && !clip_in(lane.coming)) {
        lane.coming = null;
    }
    if (lane.coming && is(clip_in(lane.coming), "is_playing")) {
        lane.sounding = lane.coming;
        lane.coming = null;
        lane.ending = false;
    }
    return lane;
}

// Ready to be fired: the same file that is there already is only set anew.
function load(number, path, transpose, gain_db, start) {
    var lane = lane_of(number);
    var held = [lane.coming, lane.sounding].filter(function (id) {
        return id && holds(id, path);
    })[0];
    var id = held || put(number, path, needed);
    if (!id) {
        return;
    }
    lane.coming = id;
    clip_in(id).set("pitch_coarse", transpose);
    clip_in(id).set("gain", gain(gain_db));
    clip_in(id).set("start_marker", start);
    say(number + ": " + name_of(path));
}

function fire(number) {
    var lane = lane_of(number);
    var id = lane.coming || lane.sounding;
    if (id) {
        lane.ending = false;
        by_id(id).call("fire");
    }
}

// What has not begun is taken back, what sounds ends at Live's next quantum.
function unload(number) {
    var lane = lane_of(number);
    if (lane.coming) {
        withdraw(lane);
    } else if (lane.sounding && clip_in(lane.sounding)) {
        lane.ending = true;
        by_id(lane.sounding).call("stop");
    }
}

// Live takes no launch back; but what it was to replace can be launched once more.
function withdraw(lane) {
    var id = lane.coming;
    lane.coming = null;
    if (made[id]) {
        remove(id);
    } else if (is(clip_in(id), "is_triggered") && lane.sounding) {
        by_id(lane.sounding).call("fire");
    } else if (is(clip_in(id), "is_triggered")) {
        by_id(children(by_id(id), "canonical_parent")[0]).call("stop_all_clips");
    }
}

// Whether a slot that we filled must stay as it is.
function needed(id) {
    var clip = clip_in(id);
    var busy = is(clip, "is_playing") || is(clip, "is_triggered");
    return busy || numbers().some(function (number) {
        return lanes[number].coming === id;
    });
}

// Whether Barwise launched what is in the slot `id`.
function ours(id) {
    return numbers().some(function (number) {
        return lanes[number].coming === id || lanes[number].sounding === id;
    });
}

// Tell `ended` of the lanes whose loops were stopped by hand; let go of all that have ended.
function release(ended) {
    numbers().forEach(function (number) {
        var lane = lane_of(number);
        var clip = lane.sounding && clip_in(lane.sounding);
        if (lane.sounding && !(clip && (is(clip, "is_playing") || is(clip, "is_triggered")))) {
            if (!lane.ending && !lane.coming) {
                ended(number);
            }
            lane.sounding = null;
        }
    });
}

function numbers() {
    return Object.keys(lanes).map(Number);
}
