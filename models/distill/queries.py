"""What people would type to find a definition: short questions and keywords made of its documentation and name."""
import random
import re

from clean import first_sentence
from prepare import prepare

SPOKEN = {"python": "python", "javascript": "javascript", "typescript": "typescript", "java": "java", "go": "golang", "rust": "rust",
          "c": "c", "cpp": "c++", "csharp": "c#", "php": "php", "ruby": "ruby", "kotlin": "kotlin", "scala": "scala",
          "swift": "swift", "zig": "zig", "elixir": "elixir", "lua": "lua", "bash": "bash", "haskell": "haskell"}
NOT_VERBS = {"this", "as", "is", "has", "its", "class", "process", "access", "address", "was", "us", "thus", "does", "whether", "always"}


# What a definition commonly does; "how to" is asked of these only.
VERBS = set("""accept acquire add adjust align allocate allow append apply assert assign attach authenticate begin bind build calculate call cancel
capture cast change check choose clean clear clone close collect combine commit compare compile complete compress compute configure connect construct
consume convert copy count create cut decode decompress decrypt define delete derive describe deserialize destroy detect determine disable disconnect
dispatch display divide download draw dump emit enable encode encrypt ensure enter escape estimate evaluate execute exit expand export extend extract
fetch fill filter find finish fit flatten flush format forward free generate get give group handle hash help hide identify implement import increment
indicate infer initialize insert inspect install invoke iterate join keep launch limit list listen load lock log look lookup make map mark match
measure merge modify move multiply normalize notify obtain open order pack pad parse patch perform pick plot poll pop prepare prevent print
process produce provide publish push put query raise read receive record redirect reduce refresh register reject release reload remove rename render
replace report request require reset resize resolve restart restore resume retrieve retry return reverse rewrite roll rotate run sample save scale scan
schedule search select send serialize set shift show shuffle shut shutdown sign simplify skip sort specify split start stop store stream strip submit
subscribe sum swap switch sync take test throw toggle track transform translate transpose traverse trigger trim truncate try turn undo unlock unpack
unregister unsubscribe update upload use validate verify wait walk warn watch wrap write yield zip""".split())


def summary(doc: str) -> str:
    """First sentence without markup, at most 30 words."""
    text = re.sub(r":\w+:`~?([^`]*)`|``?([^`]*)``?|\[([^\]]*)\]\([^)]*\)", lambda m: m[1] or m[2] or m[3] or "", first_sentence(doc))
    return " ".join(re.sub(r"[*_]{2}|`", "", text).split()[:30]).strip()


def imperative(sentence: str) -> str:
    """Lower-case, no full stop, `returns x` -> `return x`."""
    text = sentence.strip().rstrip(".!:; ")
    text = re.sub(r"^(This|The) (function|method|class|module|helper|routine)( (will|is used to|can be used to|is))? ", "", text, flags=re.I)
    head, _, rest = text.partition(" ")
    word = head.lower()
    if word not in NOT_VERBS and re.fullmatch(r"[a-z]{3,}s", word) and not word.endswith("ss"):
        word = re.sub(r"(sh|ch|ss|x|z)es$|ies$|s$", lambda m: {"ies": "y", "s": ""}.get(m[0], m[1] or ""), word)
    return f"{word} {rest}".strip().lower() if not re.fullmatch(r"[A-Z]{2,}", head) else text.lower()


def shortened(text: str, rng: random.Random) -> str:
    """First clause, at most 6 to 14 words."""
    clause = re.split(r",|;| - | which | that | so that | if necessary| \(|: ", text)[0]
    text = clause if len(clause.split()) >= 3 else text
    return " ".join(text.split()[:rng.randint(6, 14)])


def question(doc: str, language: str, rng: random.Random) -> str:
    """A web-like query: `python how to …`, `… in python`, or the bare clause."""
    text = shortened(imperative(summary(doc)), rng)
    spoken = SPOKEN[language]
    shape = rng.random()
    if shape >= 0.40 and text.partition(" ")[0] not in VERBS:
        return text
    if shape < 0.25:
        return f"{spoken} {text}"
    if shape < 0.40:
        return f"{text} {'in ' if rng.random() < 0.5 else ''}{spoken}"
    if shape < 0.55:
        return f"how to {text} in {spoken}"
    if shape < 0.65:
        return f"{spoken} how to {text}"
    if shape < 0.75:
        return f"how to {text}"
    return text


def keywords(name: str, trail: str, language: str, rng: random.Random) -> str:
    """Words of a name (with those of its class now and then): `read csv file python`."""
    text = prepare((trail if rng.random() < 0.4 else name).replace("_", " ")).lower()
    return f"{SPOKEN[language]} {text}" if rng.random() < 0.3 else text


def query_texts(name: str, trail: str, doc: str, language: str, rng: random.Random) -> list[str]:
    """One or two queries for a definition; never shorter than two words."""
    doc = re.sub(rf"^\s*(?:The )?{re.escape(name)}\b:?\s+", "", doc)  # `Name reports whether` as Go has it
    out = [question(doc, language, rng)] if len(summary(doc).split()) >= 3 else []
    extra = rng.random()
    if extra < 0.35:
        out.append(keywords(name, trail, language, rng))
    elif extra < 0.65:
        out.append(summary(doc))
    elif extra < 0.8:
        out.append(" ".join(re.sub(r"\s+", " ", doc).split()[:60]))
    return [q for q in dict.fromkeys(out) if len(q.split()) >= 2]
