"""Whether the journal and the sandbox's VK ID are two sites, as a journal and VK ID are in life."""

from urllib.parse import urlsplit

from automation.addresses import is_same_site, parse_origin
from automation.target import TargetFile


def describe_one_site(file: TargetFile, vk_id: str) -> str | None:
    """Returns what to write to have the journal and VK ID at two sites; None where they are, or cannot be.

    Browsers send SameSite cookies between pages of one site in cases in which they do not in life.
    """
    origin = parse_origin(file.journal or "")
    if file.bridge is not None or not is_same_site(origin, vk_id):
        return None
    port = urlsplit(origin).port
    advice = f"{urlsplit(origin).scheme}://localhost{f':{port}' if port else ''}"
    if is_same_site(advice, vk_id):  # the sandbox is at localhost itself
        advice = advice.replace("localhost", "127.0.0.1")
    return (
        f"журнал и VK ID песочницы для браузера — один сайт ({urlsplit(origin).hostname}): cookie с SameSite идут "
        f'не так, как в жизни. Чтобы сайтов было два, напишите journal = "{advice}", так же client.callback и адрес '
        "в настройках самого журнала"
    )
