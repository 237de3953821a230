"""General English: glosses and examples of WordNet, and plain sentences put together from its words.

HPD's students learnt English from SNLI and MNLI, whose texts may not all be used freely. A teacher labels any sentence, so
sentences made by a small grammar over common words serve as well for everyday scenes.
"""
import random
import re
from pathlib import Path

PEOPLE = """man woman boy girl child person baby couple group of people lady guy student teacher doctor farmer soldier cook driver
dancer singer player crowd family police officer team dog cat horse bird monkey puppy worker tourist chef nurse judge king writer""".split()
PLACES = """in the park;on the beach;in a kitchen;on the street;near the river;at home;in a field;on stage;in the snow;under a tree;at the
station;in front of a house;on a bench;in the water;at school;inside a shop;on the roof;by the window;in the city;on a boat;in the office""".replace("\n", " ").split(";")
ADJECTIVES = "old young small large brown black white happy tired little tall wet red blue wooden quiet angry new broken heavy".split()
ACTIONS = """playing:the guitar,the piano,football,chess,with a ball,a drum|eating:an apple,pasta,a sandwich,soup|cutting:an onion,paper,bread,a rope,wood
riding:a horse,a bicycle,a bus,an elephant|reading:a book,a newspaper,a letter,a map|throwing:a ball,a stone,a stick|carrying:a box,a bag,a basket,a child
washing:dishes,a car,clothes,its face|cooking:rice,dinner,meat,eggs|driving:a truck,a car,a tractor|painting:a wall,a picture,a fence|climbing:a tree,a ladder,a hill,a rope
running:through the grass,after a ball,fast,down a hill|walking:with a friend,along the road,slowly,a dog|watching:television,the sea,a film,a game|opening:a door,a box,a letter
talking:on the phone,to a friend,about politics,loudly|writing:a letter,on a board,a report,code|buying:vegetables,a ticket,shoes,a newspaper|jumping:over a wall,into the water,on a bed
sitting:on a chair,at a table,alone,in a car|sleeping:on a sofa,in a bed,on the floor|holding:a baby,a flag,an umbrella,a camera|drinking:water,coffee,milk,tea
pouring:oil into a pan,water into a glass,sugar into a bowl|building:a house,a fire,a bridge|cleaning:the floor,a window,the kitchen|singing:a song,loudly,in a choir""".replace("\n", "|").split("|")


def scene(rng: random.Random) -> str:
    """`A tall man is riding a bicycle on the street.`"""
    verb, objects = rng.choice(ACTIONS).split(":")
    who = rng.choice(PEOPLE).replace("group", "group of men").replace("of", "crowd").replace("police", "policeman").replace("crowd men", "of men")
    if rng.random() < 0.45:
        who = f"{rng.choice(ADJECTIVES)} {who}"
    start = rng.choice(["A", "The", "One", "Some other"] if rng.random() < 0.3 else ["A", "The"])
    article = "An" if start == "A" and who[0] in "aeiou" else start
    tense = rng.choice(["is {}", "is {}", "was {}", "is not {}", "has been {}", "likes {}", "stopped {}"])
    parts = [article, who, tense.format(verb), rng.choice(objects.split(","))]
    if rng.random() < 0.5:
        parts.append(rng.choice(PLACES).strip())
    return " ".join(parts) + rng.choice([".", ".", ""])


def scenes(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return list({scene(rng): None for _ in range(count)})


def find_wordnet(debs: Path) -> Path:
    """The folder with WordNet's data files in an unpacked Debian package, of whatever version. Raises FileNotFoundError where there is none."""
    found = sorted(debs.glob("wordnet-base_*/usr/share/wordnet"))
    if not found:
        raise FileNotFoundError(f"the configuration's [collect] wants sentences of WordNet, and there is no wordnet-base_*/usr/share/wordnet in {debs}: "
                                "`download.py --only debian_binary` fetches it with apt; or set `wordnet = 0`")
    return found[-1]


def wordnet(folder: Path) -> list[str]:
    """Glosses (with their word) and examples from WordNet's data files."""
    out: dict[str, None] = {}
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{kind}").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            head, gloss = line.split(" | ", 1)
            for example in re.findall(r'"([^"]{15,200})"', gloss):
                out[example.strip()] = None
            meaning = re.split(r';\s*"', gloss)[0].strip()
            if len(meaning.split()) >= 4:
                word = head.split()[4].replace("_", " ")
                out[f"{word}: {meaning}" if len(meaning) % 3 == 0 else meaning] = None
    return list(out)
