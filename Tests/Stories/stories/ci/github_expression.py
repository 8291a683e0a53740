"""`${{ … }}` of GitHub: as much of it as the templates use.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

import json
import re

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|==|!=|&&|\|\||[!(),]|[A-Za-z_][\w-]*(?:\.[\w-]+)*|\d+)")


def fill(value, contexts):
    """A value of a workflow with its expressions evaluated; one that is an expression whole keeps its type."""
    if isinstance(value, dict):
        return {key: fill(item, contexts) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, contexts) for item in value]
    if not isinstance(value, str):
        return value
    whole = re.fullmatch(r"\$\{\{((?:(?!\}\}).)*)\}\}", value.strip())
    if whole:
        return evaluate(whole[1], contexts)
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: text(evaluate(found[1], contexts)), value)


def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def evaluate(source, contexts):
    tokens, position = [], 0
    while position < len(source.rstrip()):
        found = TOKEN.match(source, position)
        if not found:
            raise SystemExit(f"an expression GitHub would refuse: {source}")
        tokens.append(found[1])
        position = found.end()
    return Reader(tokens, contexts).whole()


class Reader:
    def __init__(self, tokens, contexts):
        self.tokens, self.contexts = tokens, contexts

    def whole(self):
        value = self.either()
        if self.tokens:
            raise SystemExit(f"what is {self.tokens[0]} doing there?")
        return value

    def next(self, *wanted):
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def either(self):
        value = self.both()
        while self.next("||"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.equal()
        while self.next("&&"):
            other = self.equal()
            value = value and other
        return value

    def equal(self):
        value = self.single()
        while sign := self.next("==", "!="):
            same = text(value).lower() == text(self.single()).lower()
            value = same if sign == "==" else not same
        return value

    def single(self):
        token = self.tokens.pop(0)
        if token == "!":
            return not self.single()
        if token == "(":
            value = self.either()
            self.tokens.pop(0)
            return value
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token == "fromJSON":
            self.tokens.pop(0)
            value = json.loads(self.either())
            self.tokens.pop(0)
            return value
        value = self.contexts
        for name in token.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value
