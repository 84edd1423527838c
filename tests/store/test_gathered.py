"""Looks that gather: many are looked up together, each is answered, and a failure is told to all it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from server.store.gathered import MOST_AT_ONCE, GatheredLooks


class Driver:
    """Stands for the database: runs a look after a moment, or fails."""

    def __init__(self) -> None:
        self.looks, self.is_broken = 0, False

    async def look(self, batch: Callable[[Any], Any]) -> Any:
        self.looks += 1
        await asyncio.sleep(0.001)
        if self.is_broken:
            raise RuntimeError("no disk")
        return batch(None)


def gathered(driver: Any) -> GatheredLooks[int, int]:
    return GatheredLooks(driver, lambda _, asked: [2 * each for each in asked])


def test_many_are_looked_up_together_and_each_gets_its_answer() -> None:
    driver, answers = Driver(), dict[int, Any]()

    async def story() -> None:
        looks = gathered(driver)
        for n in range(3 * MOST_AT_ONCE):
            looks.ask(n, lambda found, n=n: answers.__setitem__(n, found))  # type: ignore[misc]
        assert looks.waiting == 3 * MOST_AT_ONCE
        await looks.stop()
        assert looks.waiting == 0

    asyncio.run(story())
    assert answers == {n: 2 * n for n in range(3 * MOST_AT_ONCE)}
    assert driver.looks == 3


def test_a_failure_is_told_to_those_it_concerns_and_ends_nothing() -> None:
    driver, answers = Driver(), list[Any]()

    async def story() -> None:
        looks = gathered(driver)
        driver.is_broken = True
        looks.ask(1, answers.append)
        await looks.stop()
        driver.is_broken = False
        looks.ask(2, answers.append)
        await looks.stop()

    asyncio.run(story())
    assert (str(answers[0]), answers[1]) == ("no disk", 4)
