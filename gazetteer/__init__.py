"""The administrative units of Vietnam in time: data, look-up, lineage, matching, mentions."""

from gazetteer.lookup import Gazetteer, load
from gazetteer.units import Event, Link, Part, Projection, Unit

__all__ = ["Event", "Gazetteer", "Link", "Part", "Projection", "Unit", "load"]
