#!/usr/bin/env python3
"""Checks that every step of resolving an identity, once started, is seen to end in the log.

Usage: evaluate_security_group_logs.py FILE [--verbose | -v]

FILE is a log in the `ansi` format without colours. The exit code is 0 when every sequence is whole, 1 when one is not or
the file cannot be read, and 2 when the command line is wrong. Only the standard library of Python 3.9 or newer is needed.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Callable, Iterable, Iterator, Optional

ENTRY = re.compile(
    r"^\s*(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s+(?P<level>TRACE|DEBUG|INFO|WARN|ERROR)\s+(?P<rest>.*)$"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
QUOTED = r"""\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)"""
STAGE = re.compile(r"\bstage:" + QUOTED)
OUTCOME = re.compile(r"\boutcome:" + QUOTED)
CACHE_HIT = re.compile(r"\bcache_hit:\s*(?P<value>true|false)\b")

FOUND = ("from_cache", "resolved")


@dataclass(frozen=True)
class Event:
    """One log entry that names a stage."""

    time: str
    stage: str
    outcome: Optional[str]
    cache_hit: Optional[str]

    @property
    def starts(self) -> bool:
        return self.outcome is None

    def ends(self, stage: str, outcomes: Iterable[str]) -> bool:
        return self.stage == stage and self.outcome in outcomes

    def __str__(self) -> str:
        parts = [self.time, self.stage]
        if self.outcome is not None:
            parts.append(f"outcome={self.outcome}")
        if self.cache_hit is not None:
            parts.append(f"cache_hit={self.cache_hit}")
        return "  ".join(parts)


def entries(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Time and text of each entry; indented lines belong to the entry above them, an empty line ends it."""
    time, text = "", ""
    for raw in lines:
        line = raw.rstrip("\r\n")
        start = ENTRY.match(line)
        if start:
            if time:
                yield time, text
            time, text = start["time"], start["rest"]
        elif time and line.startswith((" ", "\t")) and line.strip():
            text += " " + line.strip()
        elif time and not line.strip():
            yield time, text
            time = ""
    if time:
        yield time, text


def value(pattern: re.Pattern[str], text: str) -> Optional[str]:
    found = pattern.search(text)
    return found["value"] if found else None


def stage_events(lines: Iterable[str]) -> list[Event]:
    events = []
    for time, text in entries(lines):
        stage = value(STAGE, text)
        if stage is not None:
            events.append(Event(time, stage, value(OUTCOME, text), value(CACHE_HIT, text)))
    return events


def position(events: list[Event], start: int, wanted: Callable[[Event], bool]) -> Optional[int]:
    return next((i for i in range(start, len(events)) if wanted(events[i])), None)


def skip(events: list[Event], start: int, passed_over: Callable[[Event], bool]) -> int:
    return next((i for i in range(start, len(events)) if not passed_over(events[i])), len(events))


def end_of(events: list[Event], start: int) -> tuple[Optional[int], str]:
    """Where the stage that starts at `start` ends, and what its end has to look like. An absent position is a violation."""
    stage = events[start].stage
    if stage == "identity.jwks":
        at = skip(events, start, lambda event: event.stage == stage and event.starts)
        whole = at < len(events) and events[at].ends(stage, FOUND)
        return at if whole else None, "outcome (from_cache/resolved)"
    if stage == "identity.profile":
        at = skip(events, start + 1, lambda event: event.stage == "identity.profile.cache")
        whole = at < len(events) and events[at].ends(stage, FOUND)
        return at if whole else None, "outcome (from_cache/resolved)"
    if stage == "identity.external":
        return position(events, start + 1, lambda event: event.ends(stage, ("ok",))), "outcome=ok"
    if stage.startswith("router."):
        return position(events, start + 1, lambda event: event.ends(stage, ("ok", "error"))), "outcome (ok/error)"
    return start, ""


def violations(events: list[Event]) -> list[str]:
    found = []
    at = 0
    while at < len(events):
        event = events[at]
        if event.starts:
            end, expected = end_of(events, at)
            if end is None:
                found.append(f"{event.time}: {event.stage} started but no {event.stage} {expected} found")
            else:
                at = end
        at += 1
    return found


def cycles(events: list[Event]) -> list[list[Event]]:
    """Events in groups, each from one start of `identity.external` to the next."""
    groups: list[list[Event]] = []
    for event in events:
        if not groups or (event.stage == "identity.external" and event.starts):
            groups.append([])
        groups[-1].append(event)
    return groups


def report(lines: list[str], verbose: bool) -> int:
    events = stage_events(lines)
    print(f"Total stage events found: {len(events)}")
    if not events and any(COLOUR.search(line) for line in lines):
        print("The log is coloured, so nothing in it was recognised: write it with NO_COLOR=1.")
    if verbose:
        for number, cycle in enumerate(cycles(events), start=1):
            print(f"\n--- Cycle {number} ({len(cycle)} events) ---")
            for event in cycle:
                print(f"  {event}")
        print()
    found = violations(events)
    if not found:
        print("Result: OK. Every stage that started has ended.")
        return 0
    print(f"Result: FAIL. {len(found)} violation(s):")
    for violation in found:
        print(f"  - {violation}")
    return 1


def main(arguments: list[str]) -> int:
    # A lone dash means nothing here: the log is always a named file.
    arguments = [each for each in arguments if each != "-"]
    options = [each for each in arguments if each.startswith("-")]
    files = [each for each in arguments if not each.startswith("-")]
    if len(files) != 1 or any(option not in ("--verbose", "-v") for option in options):
        print("Usage: evaluate_security_group_logs.py FILE [--verbose | -v]", file=sys.stderr)
        return 2
    try:
        with open(files[0], encoding="utf-8", errors="replace") as file:
            lines = file.readlines()
    except OSError as error:
        print(f"The log {files[0]} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    return report(lines, bool(options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
