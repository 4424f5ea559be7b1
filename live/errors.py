"""What can go wrong, said so that the reader knows what to do about it.

Every text is one line: the offender first, then the remedy.
"""


class BarwiseError(Exception):
    """Base of all errors meant for the performer's eyes."""


class ConfigError(BarwiseError):
    """The TOML or a flag holds something that cannot be meant."""


class DeviceError(BarwiseError):
    """A sound card, MIDI port or network port is missing or busy."""


class FileError(BarwiseError):
    """An audio file, folder, catalogue or set log cannot be read."""


class BundleError(BarwiseError):
    """A model bundle is damaged, unknown or made for other features."""


class PacketError(BarwiseError):
    """An OSC or MIDI message that is not in the contract."""
