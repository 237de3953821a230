"""Write ../preparation.cases.jsonl: {"text", "prepared"} lines that the Python and the TypeScript side must agree on.

Usage: python make_cases.py
"""
import json
import random
from pathlib import Path

from prepare import prepare

HAND = [
    "", " ", "\n\t ", "getUser", "getUserName", "HTTPServer", "parseHTTPSUrl", "XMLHttpRequest", "IOError", "aB", "AB", "ABc", "sha256",
    "utf8", "UTF8", "utf-8", "i18n", "k8s", "mp3", "x86", "x86_64", "base64Encode", "b64decode", "int32_t", "uint8", "3rows", "10ms", "2nd",
    "1000th", "0xdeadbeef", "0xFF", "v1.2.3", "1.2.3.4", "a.b.c", "3.", ".5", "1.a", "a.1", "C++", "C++11", "C#", "F#", "a+b", "a++", "a+++b",
    "++i", "i += 1", "1+1", "+#", "a+#", "a#+", "#include <stdio.h>", "# heading", "100%", "100 %", "%d", "5%%", "$5", "$ 5", "$name", "${name}",
    "US$100", "snake_case_name", "__init__", "_private", "kebab-case-name", "SCREAMING_SNAKE_CASE", "`code`", "a`b", "don't", "e-mail@example.org",
    "https://example.org/a/b?c=d&e=f#g", "C:\\Users\\name", "/usr/local/bin", "path/to/File.tsx", "node_modules", "std::vector<int>", "a->b", "a=>b",
    "x => x.y?.z ?? 1", "fn main() { println!(\"{}\", 1); }", "def f(x: int = 3) -> str:\n    return f'{x:>10}'", "SELECT * FROM t WHERE a >= 1.5;",
    "func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {}", "public static void main(String[] args)", "#[derive(Debug, Clone)]",
    "@Override\npublic int hashCode() { return 31 * x; }", "template <typename T> T max(T a, T b)", "let s: &'static str = \"x\";", "<?php echo $x; ?>",
    "def each_with_index(&block); end", "x |> f |> g", "data Maybe a = Nothing | Just a", "(defn f [x] (inc x))", "local t = { ['a'] = 1 }",
    "echo \"${HOME}/bin:$PATH\" | sed 's/:/\\n/g'", "git commit -m 'x' && git push", "npm install --save-dev typescript@5.1", "python3 -m venv .venv",
    "/* C comment */ int x = 0x1F; // tail", "<div class=\"a-b\" id='c'>&nbsp;</div>", "a{b}c[d]e(f)g", "a~b!c@d^e&f*g", "\"quoted\"", "...", "a...b",
    "1..2", "1.2.", "1,000.50", "1e10", "1E+10", "3.14e-5", "12:30:45", "2024-01-31T12:30:45Z", "50.5%", "$1.99", "$.ajax", "jQuery('#id')",
    "naïve café", "ÉcoleNormale", "straßeGroß", "ßA", "ǅabc", "İstanbul", "ıI", "αβγΔεζ", "приветМир", "ПриветМир2024", "данные2024год",
    "中文字符", "中文abc中文", "中文123中文", "日本語テキスト処理", "ひらがなカタカナ123", "한국어텍스트", "한국어123", "العربية123", "עברית", "हिन्दी", "ไทยภาษา", "e\u0301cole",
    "emoji 😀 here", "👩‍👩‍👧‍👦family", "🇩🇪flag", "👍🏽ok", "x😀y", "getX😀Y", "→ arrow", "“quoted” — dash…", "½ cup", "x² + y²", "５００ full width", "Ａｂｃ", "①②③",
    "a\u00a0b", "a\u2003b", "a\u200bb", "a\ufeffb", "a\u2028b", "a\u3000b", "a\x00b", "a\x1cb", "a\x85b", "a\x7fb", "a\x0bb", "a\x0cb", "\ufeffstart", "end\u2029",
    "tab\tand\nnewline\r\nand return\r", "  many   spaces  ", "a\u0000\u0001\u0002b", "soft\u00adhyphen", "rtl\u202etext", "\ud7ff", "\ue000private", "𝒳𝓎𝓏", "𐐀𐐨𐐀", "𝐀𝐁𝐜",
    "AAAb1CCCdd22EEE333f", "abc1def2ghi3", "ab1cd2ef3", "abcABC123abcABC", "aBCdEFgH", "1abc2", "12ab34abc56", "abc.123", "123.abc", "v2API", "OAuth2Token",
    "getElementById2", "iPhone15Pro", "MD5sum", "SHA1", "RFC2616Section4", "H264Codec", "ES2022", "win32", "Win32Exception", "libc6", "log4j", "d3js", "three.js",
    "React.useEffect(() => {}, [deps])", "async function* gen() { yield* other(); }", "const {a, b: {c = 1}} = obj!;", "type A<T> = T extends (infer U)[] ? U : never",
    "if err != nil { return fmt.Errorf(\"x: %w\", err) }", "impl<T: Display> fmt::Display for W<T> {", "match x { Some(n) if n > 0 => n, _ => 0 }",
    "std::cout << \"a\" << std::endl;", "#define MAX(a,b) ((a)>(b)?(a):(b))", "std::unique_ptr<Foo> p(new Foo());", "int *p = &x; **q = 1;",
    "var q = from x in xs where x > 1 select x;", "public record Point(int X, int Y);", "val x: Option[Int] = Some(1)", "fun main(args: Array<String>) = println(\"${args[0]}\")",
    "array_map(fn($x) => $x * 2, $xs);", "puts [1, 2, 3].map { |x| x ** 2 }.inspect", "my %h = (a => 1); $h{a}++;", "m <- lm(y ~ x, data = df)", "A = [1 2; 3 4]'; B = A.^2;",
    "guard let x = y else { return }", "@interface Foo : NSObject\n- (void)bar:(int)x;", "resource \"aws_s3_bucket\" \"b\" {}", "FROM node:20-alpine\nRUN npm ci", "key: [1, 2]\nother: &anchor",
    "| a | b |\n|---|---|\n| 1 | 2 |", "# Title\n\nSome *emphasis* and `code`.", "- [ ] todo", "[link](http://x.y)", "$$E = mc^2$$", "\\begin{equation} x_1 \\end{equation}",
    "how to read a csv file in python", "What's the difference between == and ===?", "retry failed uploads", "src/engine/search/rank.ts\nrank › score\nexport function score() {}",
]


def random_texts(count: int, seed: int) -> list[str]:
    """Texts of mixed alphabets, digits and signs: every rule beside every other."""
    rng = random.Random(seed)
    pools = ["abcxyz", "ABCXYZ", "0123456789", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", " \t\n", "äßéÀÖñ", "дяЖЯ", "中文字", "αΩ", "😀👍", "\u00a0\u200b\u3000\x01"]
    weights = [9, 6, 5, 7, 3, 2, 1, 1, 1, 1, 1]
    return ["".join(rng.choice(pool) for pool in rng.choices(pools, weights, k=rng.randint(4, 60))) for _ in range(count)]


def main() -> None:
    texts = list(dict.fromkeys(HAND + random_texts(120, seed=1)))
    with open(Path(__file__).resolve().parent.parent / "preparation.cases.jsonl", "w", encoding="utf-8") as out:
        for text in texts:
            out.write(json.dumps({"text": text, "prepared": prepare(text)}, ensure_ascii=True) + "\n")
    print(len(texts), "cases")


if __name__ == "__main__":
    main()
