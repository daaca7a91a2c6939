"""Complete logins over HTTP: processor time of the server, and logins per second, beside version 0.2 and two mocks."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from operator import sub
from statistics import median, quantiles

from benchmarks.clients import Clients, Tally, start_clients
from benchmarks.earlier import VERSION, check_out
from benchmarks.measure import Goal, NotMeasuredError, Row, compare_rounds
from benchmarks.processes import read_cpu_s, read_memory_mb
from benchmarks.servers import TOGETHER, Contender, oauth2_mock_server, oidc_provider, sandbox

ALONE = 1
_TIMES = {ALONE: 30, TOGETHER: 4}
"""How often each person signs in in a round, by how many do it at the same time."""
_NOW, _EARLIER, _OIDC, _OAUTH2 = "песочница", f"песочница версии {VERSION}", "oidc-provider", "oauth2-mock-server"
CPU_GOAL, RATE_GOAL, REQUEST_GOAL = Goal(0.45), Goal(2.2, at_least=True), Goal(1.0)


@dataclass(frozen=True)
class Round:
    """One measurement of one contender: what its clients saw, and the processor time of the server."""

    tally: Tally
    server_cpu_s: float
    database_cpu_s: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of the server per login."""
        return self.server_cpu_s * 1000 / len(self.tally.seconds)

    @property
    def cpu_ms_per_request(self) -> float:
        """Processor milliseconds of the server per HTTP request, of every kind."""
        return self.server_cpu_s * 1000 / self.tally.requests

    @property
    def requests_per_login(self) -> float:
        """HTTP requests of one login."""
        return self.tally.requests / len(self.tally.seconds)


def measure_logins(rounds: int) -> list[Row]:
    """Measures all contenders round by round; prints what each needed, and returns the rows of the table."""
    contenders: dict[str, Contender] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        for name, start in _list_contenders(stack).items():
            try:
                contenders[name] = stack.enter_context(start())
            except NotMeasuredError as error:
                missing[name] = str(error)
        clients = stack.enter_context(start_clients())
        alone = measure_rounds(clients, contenders, ALONE, rounds)
        together = measure_rounds(clients, contenders, TOGETHER, rounds)
    for people, measured in (("по одному", alone), (f"{TOGETHER} сразу", together)):
        for name, contender in contenders.items():
            print(describe_rounds(f"{contender.name}, {people}", measured[name]))
    return [
        _compare_cpu(alone, missing),
        _compare_rates("полных входов в секунду, один процесс, по одному", alone, missing),
        _compare_rates(f"полных входов в секунду, один процесс, {TOGETHER} сразу", together, missing),
        _compare_requests(alone, missing),
    ]


def measure_memory(logins: int) -> None:
    """Prints the memory of each server before and after so many logins."""
    with ExitStack() as stack:
        clients = stack.enter_context(start_clients())
        for start in (sandbox, oauth2_mock_server, oidc_provider):
            try:
                contender = stack.enter_context(start())
            except NotMeasuredError as error:
                print(f"  не измерено: {error}")
                continue
            before = read_memory_mb(contender.pid)
            clients.run(contender.login, TOGETHER, max(1, logins // TOGETHER))
            after = read_memory_mb(contender.pid)
            print(f"  {contender.name:<44} {before:6.0f} МБ до, {after:6.0f} МБ после {logins} входов")


def measure_rounds(
    clients: Clients, contenders: dict[str, Contender], together: int, rounds: int
) -> dict[str, list[Round]]:
    """Returns the rounds of each contender; a first round, which does not count, warms up."""
    measured: dict[str, list[Round]] = {name: [] for name in contenders}
    for round_number in range(rounds + 1):
        for name, contender in contenders.items():
            before = _read_cpu_times(contender)
            tally = clients.run(contender.login, together, _TIMES[together])
            server_s, database_s = map(sub, _read_cpu_times(contender), before)
            if round_number:
                measured[name].append(Round(tally, server_s, database_s))
    return measured


def describe_rounds(name: str, rounds: list[Round]) -> str:
    """Returns what a contender needed: logins per second, time of a login, processor time, and that of the clients."""
    seconds = [duration_s for measured in rounds for duration_s in measured.tally.seconds]
    times = f"p50 {median(seconds) * 1000:6.1f} мс  p99 {quantiles(seconds, n=100)[-1] * 1000:7.1f} мс"
    client_ms = median(measured.tally.cpu_s * 1000 / len(measured.tally.seconds) for measured in rounds)
    database_ms = median(measured.database_cpu_s * 1000 / len(measured.tally.seconds) for measured in rounds)
    database = f", база {database_ms:.1f}" if database_ms else ""
    return (
        f"  {name:<44} {_median_rate(rounds):6.1f} входа/с  {times}  процессор {_median_cpu(rounds):5.1f} мс на вход"
        f" (клиент {client_ms:.1f}{database})"
    )


def _read_cpu_times(contender: Contender) -> tuple[float, float]:
    """Returns the processor seconds of the server and of its database's server."""
    return read_cpu_s(contender.pid), read_cpu_s(contender.database_pid) if contender.database_pid else 0.0


def _list_contenders(stack: ExitStack) -> dict[str, Callable[[], AbstractContextManager[Contender]]]:
    return {
        _NOW: sandbox,
        _EARLIER: lambda: sandbox(name=_EARLIER, version=stack.enter_context(check_out())),
        _OIDC: oidc_provider,
        _OAUTH2: oauth2_mock_server,
    }


def _compare_cpu(rounds: dict[str, list[Round]], missing: dict[str, str]) -> Row:
    requests = median(measured.requests_per_login for measured in rounds[_NOW])
    name = f"полный вход, процессорное время сервера ({requests:.0f} запросов, 4 экрана)"
    now = f"{_median_cpu(rounds[_NOW]):.1f} мс"
    if _EARLIER in missing:
        return Row(name, now, not_measured=missing[_EARLIER])
    ratio = compare_rounds(*([measured.cpu_ms for measured in rounds[contender]] for contender in (_NOW, _EARLIER)))
    return Row(name, now, f"{_median_cpu(rounds[_EARLIER]):.1f} мс, {VERSION}", ratio, CPU_GOAL)


def _compare_rates(name: str, rounds: dict[str, list[Round]], missing: dict[str, str]) -> Row:
    now = f"{_median_rate(rounds[_NOW]):.1f}/с"
    if _EARLIER in missing:
        return Row(name, now, not_measured=missing[_EARLIER])
    ratio = compare_rounds(*([measured.tally.rate for measured in rounds[contender]] for contender in (_NOW, _EARLIER)))
    return Row(name, now, f"{_median_rate(rounds[_EARLIER]):.1f}/с, {VERSION}", ratio, RATE_GOAL)


def _compare_requests(rounds: dict[str, list[Round]], missing: dict[str, str]) -> Row:
    name = "процессорное время на HTTP-запрос, экраны считаются"
    now = f"{median(measured.cpu_ms_per_request for measured in rounds[_NOW]):.2f} мс"
    if _OIDC in missing:
        return Row(name, now, not_measured=missing[_OIDC])
    beside = f"{median(measured.cpu_ms_per_request for measured in rounds[_OIDC]):.2f} мс, {_OIDC}"
    ratio = compare_rounds(
        *([measured.cpu_ms_per_request for measured in rounds[contender]] for contender in (_NOW, _OIDC))
    )
    return Row(name, now, beside, ratio, REQUEST_GOAL)


def _median_cpu(rounds: list[Round]) -> float:
    return median(measured.cpu_ms for measured in rounds)


def _median_rate(rounds: list[Round]) -> float:
    return median(measured.tally.rate for measured in rounds)
