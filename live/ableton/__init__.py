"""Ableton Live, as far as AbletonOSC lets one see and touch it.

AbletonOSC (github.com/ideoforms/AbletonOSC) reads its socket once in 100 ms, in Live's own thread;
it answers on port 11001 of the latest sender and nowhere else; what it does not know, and what goes
wrong, it says on `/live/error` without saying whose request it was. Its beats are whole numbers
without a time: good for state, useless for phase, which is the clock's business.
"""
