"""A shift handed over: heads counted, a difference explained, open items ticked, and the next leader's answer."""

from tests.actors.device import Device
from tests.screens.camera import Eye


def is_made(old: Device, new: Device, eye: Eye) -> None:
    """The old leader counts fewer heads than are on record; the new one reads why and accepts."""
    old.goes_home().taps("More").taps("Go on duty").saves().has_sent_all()
    old.goes_home().taps("On duty").taps("林站 Lin").taps("Hand over this shift")
    old.reads("People here on record").types("How many people did you count?", "0")
    eye.sees(old, "handover-count", sun=True)
    old.steps_on().types("What explains the difference?", "In the washroom with a grandmother")
    eye.sees(old, "handover-difference")
    old.steps_on().reads("Vehicles not finished")
    for box in old.main.locator("input[type=checkbox]").all():
        box.check()
    eye.sees(old, "handover-open-items")
    old.steps_on().types("Points to note", "Lift 2 is out of order").steps_on()
    old.saves().has_sent_all()
    new.has_sent_all().goes_home().taps("Handovers")
    eye.sees(new, "post-handovers")
    new.taps("林站 Lin").reads("Lift 2 is out of order")
    eye.sees(new, "record-handover", sun=True)
    new.taps("Accept the shift")
    eye.sees(new, "handover-accept")
    new.saves().has_sent_all().goes_home().taps("On duty")
    eye.sees(new, "post-on-duty")
