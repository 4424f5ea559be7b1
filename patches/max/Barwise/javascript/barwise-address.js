// `next`, `accept 0`, `role bass` become /barwise/next, /barwise/accept 0, /barwise/role bass.
autowatch = 1;

function anything() {
    var path = messagename.charAt(0) === "/" ? messagename : "/barwise/" + messagename;
    outlet(0, [path].concat(arrayfromargs(arguments)));
}
