"""What changes between two states of a process, and how changes add up again.

The merging of OCDS 1.1 (https://standard.open-contracting.org/1.1/en/schema/merging/), for the
fields that our releases have: objects field by field, lists of objects that have an `id` by that
`id`, every other list as a whole, and null takes a field away. Nothing takes an object out of a
list.
"""

from datetime import datetime
from typing import Any

Json = dict[str, Any]

_ALWAYS_SAID = ("id", "awardID")
"""Fields by which an object is known; a change of the object says them again."""
_OMITTED = {"id", "date", "tag"}
"""Fields of the release itself, which no merging keeps."""


def difference(before: Json, after: Json) -> Json:
    """What has to be merged into `before` so that it says what `after` says."""
    changed: Json = {}
    for name, value in after.items():
        change = _changed(before.get(name), value) if value != before.get(name) else None
        # What only lacks objects of a list is no change, for none can be taken out.
        if change not in (None, {}, []):
            changed[name] = change
    for name in before.keys() - after.keys():
        if not _identified(before[name]):
            changed[name] = _nothing(before[name])
    if changed:
        changed |= {name: after[name] for name in _ALWAYS_SAID if name in after}
    return {name: changed[name] for name in [*after, *before] if name in changed}


def merge(state: Json, release: Json) -> None:
    """Adds a release, or a part of one, to what was said before it."""
    for name, value in release.items():
        if value is None:
            state.pop(name, None)
        elif isinstance(value, dict):
            merge(state.setdefault(name, {}), value)
        elif _identified(value):
            for item in value:
                merge(_item(state.setdefault(name, []), item["id"]), item)
        else:
            state[name] = value


def content(release: Json) -> Json:
    """A release without what is about the release itself."""
    return {name: value for name, value in release.items() if name not in _OMITTED}


def merge_versions(versions: Json, release: Json) -> None:
    """Adds a release to the history of every field."""
    told = {
        "releaseID": release["id"],
        "releaseDate": release["date"],
        "releaseTag": release["tag"],
    }
    said = content(release)
    versions["ocid"] = said.pop("ocid")
    _add_versions(versions, said, told)


def instant(moment: datetime) -> str:
    """A moment as OCDS writes it, in UTC to the microsecond."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _add_versions(versions: Json, said: Json, told: Json) -> None:
    for name, value in said.items():
        if isinstance(value, dict):
            _add_versions(versions.setdefault(name, {}), value, told)
        elif _identified(value):
            for item in value:
                others = {key: part for key, part in item.items() if key != "id"}
                _add_versions(_item(versions.setdefault(name, []), item["id"]), others, told)
        else:
            history = versions.setdefault(name, [])
            if not history or history[-1]["value"] != value:
                history.append({**told, "value": value})


def _changed(before: Any, after: Any) -> Any:
    if isinstance(after, dict):
        return difference(before if isinstance(before, dict) else {}, after)
    if _identified(after):
        known = {item["id"]: item for item in before or ()}
        pairs = ((known.get(item["id"], {}), item) for item in after)
        # Nothing has changed where lists only stand in another order.
        return [change for old, new in pairs if old != new and (change := difference(old, new))]
    return after


def _nothing(value: Any) -> Any:
    return difference(value, {}) if isinstance(value, dict) else None


def _identified(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _item(items: list[Json], identifier: str) -> Json:
    for item in items:
        if item["id"] == identifier:
            return item
    items.append({"id": identifier})
    return items[-1]
