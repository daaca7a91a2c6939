"""Reads a page of the sandbox without a browser: its elements, and its forms as a person sees them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "circle", "hr", "img", "input", "link", "meta", "path", "rect", "use"})


@dataclass
class Element:
    """An element of a page with what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Returns the words of the element, with one space between them."""
        return " ".join(" ".join(self._texts()).split())

    def find_all(self, *tags: str, **attributes: str) -> list["Element"]:
        """Returns the elements inside of these tags and attributes, in the order of the page."""
        return [
            element
            for element in self._elements()
            if (not tags or element.tag in tags) and attributes.items() <= element.attributes.items()
        ]

    def find(self, *tags: str, **attributes: str) -> "Element":
        """Returns the only such element. Raises AssertionError."""
        found = self.find_all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tags} {attributes}, not one"
        return found[0]

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            yield from (child,) if isinstance(child, str) else child._texts()

    def _elements(self) -> Iterator["Element"]:
        for child in self.children:
            if not isinstance(child, str):
                yield child
                yield from child._elements()


@dataclass(frozen=True)
class Form:
    """A form of a page."""

    element: Element

    @property
    def action(self) -> str:
        """Returns the address that the form is sent to, as it is written."""
        return self.element.attributes.get("action", "")

    def fill(self, *choices: str, **typed: str) -> dict[str, list[str]]:
        """Returns what the form sends: `choices` are labels to choose, `typed` texts by the name of their field.

        What the page has chosen already stays, but for another choice of the same group. Raises AssertionError.
        """
        values: dict[str, list[str]] = {}
        labels = {label.text: label.find("input") for label in self.element.find_all("label")}
        chosen = [labels[choice] for choice in choices]  # a KeyError names a choice that the page does not offer
        for control in self.element.find_all("input"):
            name, kind = control.attributes.get("name", ""), control.attributes.get("type", "text")
            replaced = kind == "radio" and any(other.attributes["name"] == name for other in chosen)
            if kind not in ("radio", "checkbox") or ("checked" in control.attributes and not replaced):
                values.setdefault(name, []).append(typed.get(name, control.attributes.get("value", "")))
        for control in chosen:
            values.setdefault(control.attributes["name"], []).append(control.attributes.get("value", "on"))
        unknown = typed.keys() - values.keys()
        assert not unknown, f"the form has no field {unknown}"
        return values


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> ends <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Returns the root of a page. Raises AssertionError for tags that do not match."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader._open) == 1, f"<{reader._open[-1].tag}> has no end"
    return reader.root


def draw_elements(element: Element, depth: int = 0, *, closed: Collection[str] = ()) -> list[str]:
    """Returns a line for each element and text inside, indented; of `closed` elements nothing but the tag."""
    lines: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            lines += [f"{'  ' * depth}{' '.join(child.split())}"] if child.strip() else []
        elif child.tag in closed:
            lines.append(f"{'  ' * depth}<{child.tag}>")
        else:
            attributes = "".join(f' {name}="{value}"' for name, value in child.attributes.items())
            lines.append(f"{'  ' * depth}<{child.tag}{attributes}>")
            lines += draw_elements(child, depth + 1, closed=closed)
    return lines


def find_form(html: str, button: str) -> Form:
    """Returns the only form of a page with this button. Raises AssertionError."""
    forms = [
        form
        for form in read_page(html).find_all("form")
        if any(pressed.text == button for pressed in form.find_all("button"))
    ]
    assert len(forms) == 1, f"{len(forms)} forms with «{button}», not one"
    return Form(forms[0])
