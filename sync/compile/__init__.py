"""A folder of tables becomes a checked programme, or a list of what is wrong with it and what would be allowed."""

import hashlib

import msgspec

from sync.compile.boards import note_board_faults, read_dispatch
from sync.compile.dictionary import Words as Words
from sync.compile.dictionary import read_words
from sync.compile.form_faults import note_form_faults
from sync.compile.forms import read_forms
from sync.compile.journey_faults import note_journey_faults
from sync.compile.journeys import read_journeys
from sync.compile.notice_faults import note_notice_faults, note_wrong_slots
from sync.compile.plan import note_plan_faults, read_plan
from sync.compile.rolls import note_roll_faults, read_rolls
from sync.compile.screen_faults import note_screen_faults
from sync.compile.screens import (
    read_acts,
    read_cards,
    read_digest,
    read_feeds,
    read_ladder,
    read_notices,
    read_roster,
    read_tabs,
    read_timers,
)
from sync.compile.settings import Files as Files
from sync.compile.settings import Purpose as Purpose
from sync.compile.settings import Settings, read_settings
from sync.compile.sheet import Fault as Fault
from sync.compile.sheet import Faults
from sync.compile.upcasts import note_upcast_faults, read_upcasts
from sync.compile.wall import note_wall_faults, read_wall
from sync.programme import Programme


class BrokenProgramme(Exception):
    """A programme that cannot be used, with every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Compiled(msgspec.Struct, frozen=True):
    """A programme ready for server and phone, its words (language -> key -> text), and why it asks."""

    programme: Programme
    words: Words
    purposes: dict[str, Purpose] = {}


def compile_programme(files: Files) -> Programme:
    """`files`: path inside the folder ("forms/notice.toml") -> its table. Raises BrokenProgramme."""
    return compile_with_words(files).programme


def compile_with_words(files: Files) -> Compiled:
    """As `compile_programme`, with the words of each language. The version covers both."""
    faults = Faults()
    settings = read_settings(files, faults)
    programme = _read(files, settings, faults)
    note_form_faults(programme, faults)
    note_journey_faults(programme, faults)
    note_screen_faults(programme, faults)
    note_wall_faults(programme, faults)
    note_roll_faults(programme, faults)
    note_notice_faults(programme, faults)
    note_board_faults(programme, faults)
    note_plan_faults(programme, faults)
    note_upcast_faults(programme, faults)
    words = read_words(files, programme, faults)
    note_wrong_slots(programme, words, faults)
    if faults.found:
        raise BrokenProgramme(faults.found)
    version = hashlib.sha256(msgspec.json.encode([programme, words])).hexdigest()[:12]
    return Compiled(msgspec.structs.replace(programme, version=version), words, settings.purposes)


def _read(files: Files, settings: Settings, faults: Faults) -> Programme:
    forms, kinds = read_forms(files, settings, faults)
    journeys = read_journeys(files, settings, faults)
    return Programme(
        name=settings.name,
        version="",
        time_zone=settings.time_zone,
        languages=settings.languages,
        roles=settings.roles,
        forms=forms,
        kinds=kinds,
        journeys=journeys,
        timers=read_timers(files, settings, journeys, faults),
        feeds=read_feeds(files, journeys, faults),
        places=settings.places,
        policy=settings.policy,
        acts=read_acts(files, settings, journeys, faults),
        tabs=read_tabs(files, settings, journeys, faults),
        cards=read_cards(files, faults),
        wall=read_wall(files, journeys, faults),
        rolls=read_rolls(files, settings, journeys, faults),
        notices=read_notices(files, faults),
        digest=read_digest(files, faults),
        roster=read_roster(files, journeys, faults),
        ladder=read_ladder(files, journeys, faults),
        dispatch=read_dispatch(files, settings, journeys, faults),
        plan=read_plan(files, settings, faults),
        upcasts=read_upcasts(files, faults),
    )
