"""English word lists for folding: what the rules for plurals and spellings do not cover.

Short on purpose: words of reports and of general English, not a dictionary.
"""

from __future__ import annotations

__all__ = ["INVARIANT", "IRREGULAR", "PLURAL_OF_IE", "PLURAL_OF_OE", "PLURAL_OF_US", "SPELLINGS"]

_IRREGULAR = (
    "children:child feet:foot teeth:tooth geese:goose mice:mouse oxen:ox criteria:criterion "
    "phenomena:phenomenon indices:index matrices:matrix vertices:vertex appendices:appendix "
    "diagnoses:diagnosis prognoses:prognosis emphases:emphasis axes:axis oases:oasis neuroses:neurosis "
    "lives:life wives:wife knives:knife leaves:leaf halves:half shelves:shelf selves:self wolves:wolf "
    "loaves:loaf thieves:thief calves:calf hooves:hoof scarves:scarf midwives:midwife "
    "quizzes:quiz menus:menu gurus:guru taxis:taxi skis:ski ids:id "
    "caches:cache headaches:headache avalanches:avalanche niches:niche psyches:psyche "
    "topics:topic critics:critic clinics:clinic fabrics:fabric metrics:metric mosaics:mosaic plastics:plastic "
    "antibiotics:antibiotic epidemics:epidemic pandemics:pandemic academics:academic comics:comic "
    "characteristics:characteristic republics:republic classics:classic medics:medic generics:generic "
    "mechanics:mechanic technics:technic ceramics:ceramic cosmetics:cosmetic narcotics:narcotic relics:relic "
    "diuretics:diuretic synthetics:synthetic pics:pic basics:basic"
)
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())
"""Plural to singular."""

_INVARIANT = (
    "news species series means headquarters aids sids unaids always perhaps thus this yes does lens gas bias atlas "
    "canvas alias pancreas overseas whereas sometimes afterwards towards upwards besides "
    "corps chassis rendezvous texas kansas arkansas honduras bahamas philippines netherlands seychelles maldives "
    "comoros cyprus barbados mauritius laos paris brussels athens belarus wales james thomas charles nicholas "
    "specimen regimen acumen abdomen omen stamen amen ramen semen hymen yemen bremen turkmen"
)
INVARIANT = frozenset(_INVARIANT.split())
"""Words that look like plurals but are not."""

_PLURAL_OF_IE = (
    "movies cookies calories zombies prairies genies selfies rookies pixies lingeries menageries sorties birdies "
    "eyries aeries collies magpies neckties"
)
PLURAL_OF_IE = frozenset(_PLURAL_OF_IE.split())
"""Plurals in -ies whose singular ends in -ie."""

_PLURAL_OF_OE = "shoes toes canoes foes hoes oboes woes floes tiptoes snowshoes horseshoes aloes"
PLURAL_OF_OE = frozenset(_PLURAL_OF_OE.split())
"""Plurals in -oes whose singular ends in -oe."""

_PLURAL_OF_US = (
    "viruses coronaviruses retroviruses statuses campuses censuses consensuses bonuses focuses surpluses corpuses "
    "buses minibuses syllabuses nexuses circuses terminuses prospectuses apparatuses choruses fetuses foetuses "
    "lotuses cactuses hiatuses stimuluses octopuses abacuses viscuses caucuses geniuses crocuses pluses "
    "gases biogases biases atlases canvases aliases lenses irises pancreases"
)
PLURAL_OF_US = frozenset(_PLURAL_OF_US.split())
"""Plurals in -ses whose singular ends in -s."""

_SPELLINGS = (
    "program:programme labor:labour center:centre defense:defence offense:offence license:licence fiber:fibre "
    "behavior:behaviour color:colour favor:favour harbor:harbour honor:honour neighbor:neighbour vapor:vapour "
    "neighboring:neighbouring neighborhood:neighbourhood behavioral:behavioural endeavor:endeavour rumor:rumour "
    "liter:litre meter:metre kilometer:kilometre theater:theatre aluminum:aluminium sulfur:sulphur "
    "plow:plough tire:tyre gray:grey mold:mould catalog:catalogue dialog:dialogue artifact:artefact "
    "aging:ageing fulfillment:fulfilment enrollment:enrolment installment:instalment skillful:skilful "
    "modeling:modelling labeling:labelling traveling:travelling traveler:traveller leveling:levelling "
    "fueling:fuelling fueled:fuelled signaling:signalling channeling:channelling counseling:counselling "
    "counselor:counsellor anemia:anaemia pediatric:paediatric estrogen:oestrogen "
    "fetal:foetal fetus:foetus hemorrhage:haemorrhage maneuver:manoeuvre paralyze:paralyse analyze:analyse "
    "analyzed:analysed analyzing:analysing analyzer:analyser catalyze:catalyse judgment:judgement "
    "acknowledgment:acknowledgement organise:organize organised:organized recognise:recognize "
    "recognised:recognized recognising:recognizing"
)
SPELLINGS = dict(pair.split(":") for pair in _SPELLINGS.split())
"""American, and -ise, spellings to the spelling of the United Nations."""
