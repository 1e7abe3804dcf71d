"""The schemas of XLIFF, for the tests of what is written in it."""

from __future__ import annotations

from lxml import etree


def schema(folder, name):
    """The schema of a version, with the W3C's xml.xsd taken from beside it."""

    class Beside(etree.Resolver):
        def resolve(self, url, public_id, context):
            return self.resolve_filename(str(folder / "xml.xsd"), context) if url.endswith("xml.xsd") else None

    parser = etree.XMLParser()
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(folder / name), parser))
