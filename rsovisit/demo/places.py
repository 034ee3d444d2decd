"""Invented staff over the localities and their beats, and words to fill returns with."""

from __future__ import annotations

LOCALITIES: dict[str, tuple[str, ...]] = {
    "East Durham": ("Peterlee", "Seaham", "Easington"),
    "Durham and Chester-le-Street": ("Durham City", "Chester-le-Street"),
    "Derwentside and Dales": ("Stanley", "Consett", "Barnard Castle"),
    "Darlington and South": (
        "Darlington Central",
        "Darlington North",
        "Newton Aycliffe",
        "Bishop Auckland",
    ),
}
"""Four localities and their neighbourhood teams."""

AREAS: tuple[str, ...] = tuple(area for areas in LOCALITIES.values() for area in areas)

AREA_WEIGHT: dict[str, float] = {
    "Peterlee": 1.5,
    "Darlington Central": 1.5,
    "Bishop Auckland": 1.3,
    "Durham City": 1.2,
    "Stanley": 1.1,
    "Barnard Castle": 0.4,
    "Easington": 0.7,
}
"""How many more or fewer cases than the average a team holds; 1 where not named."""

AREA_STRAIN: dict[str, float] = {
    "Peterlee": 2.6,
    "Bishop Auckland": 1.7,
    "Darlington Central": 1.5,
    "Consett": 0.4,
    "Barnard Castle": 0.2,
}
"""How much likelier than the average a team's visits run late; 1 where not named."""

FAMILY_NAMES = (
    "Alder Ash Aspen Beech Birch Bramble Briar Broom Cedar Clover Elder Elm Fern Fir Foxglove "
    "Gorse Hawthorn Hazel Heather Holly Hornbeam Ivy Juniper Larch Laurel Lime Linden Maple "
    "Medlar Mistletoe Myrtle Nettle Oak Olive Pine Plane Poplar Quince Reed Rowan Rush Sedge "
    "Sorrel Sycamore Tansy Teasel Thistle Thorn Vetch Willow Wych Yarrow Yew"
).split()

OFFICER_NAMES = (
    "Avocet Bittern Blackcap Bunting Buzzard Chough Coot Crake Curlew Dipper Dotterel Dunlin "
    "Dunnock Eider Fieldfare Finch Fulmar Gannet Godwit Goldcrest Grebe Grouse Harrier Heron "
    "Hobby Jackdaw Jay Kestrel Kite Knot Lapwing Linnet Magpie Martin Merlin Nuthatch Osprey "
    "Ouzel Pipit Plover Quail Raven Redstart Redwing Ruff Sanderling Siskin Skylark Snipe "
    "Starling Stonechat Swift Teal Tern Thrush Wheatear Whimbrel Whinchat Wigeon Wren Wryneck"
).split()

QUIET = (
    "Lives alone. No visitors reported. No change.",
    "Seen in the living room. Flat tidy, one telephone shown and checked.",
    "Says he is looking for work at the invented garden centre. Nothing new seen.",
    "Same job, same hours. Sister visits on Sundays, no children.",
    "Mood low after a fall; seen by an invented surgery. No change in contacts.",
    "Talked about the allotment. Devices shown and checked, nothing seen.",
    "Household as before. No new vehicles. Understands his notification dates.",
    "Door opened at once. Everything as at the last visit; asked about evenings, plays chess.",
    "Has stopped volunteering at the invented museum. Spends days walking the dog.",
    "Rent arrears cleared. New kettle. No visitors, no new accounts.",
)

PARTIAL = (
    "Spoke on the doorstep only: unwell.",
    "Topics on devices not covered: telephone away for repair.",
)

FAILED = (
    "No answer at front or back, curtains drawn.",
    "Neighbour says out since morning.",
    "No reply; card left.",
    "Heard a radio, nobody came to the door.",
)

DISCLOSED = {
    "child-contact": "A neighbour with two young children helps with shopping; not met yet.",
    "new-partner": "Says he has been seeing someone since the summer; first name only given.",
    "move": "Landlord wants the flat back; has a fortnight to find somewhere.",
    "work": "Started as a cleaner in the evenings at an invented leisure centre.",
    "device": "A second telephone was on the sofa; says it is his brother's.",
    "health": "Drinking again after losing his sister; asked for help.",
    "breach": "Stayed elsewhere for nine nights without telling anyone.",
    "other-change": "Brother has moved in for now.",
}
"""What a return says where it discloses that change."""

PLANS = (
    "Allotted again to a trained officer; to be tried in the evening.",
    "Second attempt agreed with the sergeant, weekend morning.",
    "Officer on sick leave: covered by the next beat.",
    "Trained pair found from the late shift.",
)

ASKED = (
    "Who helps with the shopping, and are there children?",
    "Confirm that the relationship has ended.",
    "See the second telephone and note its number.",
    "Is the brother living there, and for how long?",
    "Confirm the hours and place of the new job.",
)
