#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the benchmark's own code, without VM and device.  Prints TAP."""

import sys

sys.dont_write_bytecode = True

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import tempfile
import traceback
import xml.dom.minidom

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../lib"))

import figures
import plot
import ratios
import report
from failure import Failure

loader = importlib.machinery.SourceFileLoader("bench_run", os.path.join(HERE, "run"))
run = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_run", loader))
loader.exec_module(run)


class Options:
    quick = True
    only = None
    json = None
    build_dir = None


class FakeHost:
    name = "nettle"

    def kernels(self):
        return list(figures.KERNELS)

    def library(self):
        return self.name


def fake_step(name, values, once=False):
    """A step that yields one value after the other, or raises it."""
    left = iter(values)

    def measure(*_):
        value = next(left)
        if isinstance(value, Exception):
            raise value
        return {name: value}
    step = figures.Step("ring", [figures.Figure(name, "1/s", name)], measure)
    step.once = once
    return step


def fake_run(*steps):
    result = run.Run(list(steps), FakeHost(), Options)
    with contextlib.redirect_stdout(io.StringIO()), \
            contextlib.redirect_stderr(io.StringIO()):
        result.go(None)
    return result


def ratio(samples, **aim):
    made = ratios.Ratio("ring", "r", "a ratio", None, **aim)
    made.samples = samples
    return made


def test_aim_is_held_to_the_median():
    assert ratio([0.1, 2, 3], least=2).met is True
    assert ratio([0.1, 1.9, 9], least=2).met is False
    assert ratio([0.1, 1, 9], most=1).met is True
    assert ratio([0.1, 1.1, 9], most=1).met is False
    assert ratio([1.3], least=0.8, most=1.25).met is False
    assert ratio([0.7], least=0.8, most=1.25).met is False
    assert ratio([1.0], least=0.8, most=1.25).met is True


def test_without_aim_or_samples_nothing_is_met():
    assert ratio([1]).met is None
    assert ratio([], least=1).met is None


def test_ratio_is_of_one_round():
    made = ratios.Ratio("ring", "r", "r", ratios.over("a", "b"))
    made.take([{"a": 1, "b": 2}, {"a": 3}, {"a": 8, "b": 2}])
    assert made.samples == [0.5, 4]


def test_every_ratio_has_its_figures():
    known = {f.name for s in figures.steps(FakeHost()) for f in s.figures}
    values = {name: float(i + 2) for i, name in enumerate(sorted(known))}
    for with_gcrypt in (False, True):
        for made in ratios.ratios(with_gcrypt):
            made.value(values)      # a KeyError names what is missing


def test_names_are_unique():
    names = [f.name for s in figures.steps(FakeHost()) for f in s.figures]
    assert len(names) == len(set(names))
    names = [r.name for r in ratios.ratios()]
    assert len(names) == len(set(names))
    assert {s.group for s in figures.steps(FakeHost())} == set(figures.GROUPS)


def test_failure_is_kept_and_the_rest_goes_on():
    result = fake_run(fake_step("bad", [Failure("no peer")] * 3),
                      fake_step("good", [1.0, 2.0, 3.0]))
    assert result.failures == {"bad": "no peer"}
    assert result.figures[0].samples == []
    assert result.figures[1].samples == [1, 2, 3]


def test_once_is_once():
    result = fake_run(fake_step("count", [5.0], once=True),
                      fake_step("rate", [1.0, 2.0, 3.0]))
    assert result.figures[0].samples == [5]


def test_only_leaves_out_foreign_ratios():
    result = fake_run(fake_step("nop.1", [1e6, 2e6, 3e6]))
    names = [r.name for r in run.evaluate(result)]
    assert names == ["nop.1"]


def test_room_is_held_to_its_own_library():
    rounds = {"crypto.%s.4K" % k: float(i + 1) for i, k in enumerate(figures.KERNELS)}
    for with_gcrypt, base in ((False, "ceiling"), (True, "gcrypt-ctr")):
        made = next(r for r in ratios.ratios(with_gcrypt) if r.name == "crypto.one.4K")
        assert made.value(rounds) == (rounds["crypto.room-one.4K"] /
                                      rounds["crypto.%s.4K" % base])


def test_lines_say_what_is_missing():
    lines = list(report.ratio_lines([ratio([], least=1), ratio([0.5], least=1),
                                     ratio([2], least=1)]))
    assert "not measured" in lines[1]
    assert lines[2].endswith("NOT MET")
    assert lines[3].endswith(" met")


def test_units():
    assert report.scale(2.5e9, "B/s")[1] == "GB/s"
    assert report.scale(2.5e6, "B/s")[1] == "MB/s"
    assert report.scale(0.002, "s")[1] == "ms"
    assert report.scale(1.5e5, "1/s")[1] == "k/s"


def test_plot_is_xml_with_a_row_for_each_aim():
    made = [ratio([1, 2, 3], least=1), ratio([1, 2, 3], most=1.25),
            ratio([1, 2, 3]), ratio([], least=1)]
    made[0].about = "less < & more"
    document = xml.dom.minidom.parseString(plot.svg(made, "a machine"))
    assert len(document.getElementsByTagName("circle")) == 2


def test_plot_puts_the_better_to_the_right():
    def middle(made):
        document = xml.dom.minidom.parseString(plot.svg([made], ""))
        return float(document.getElementsByTagName("circle")[0].getAttribute("cx"))
    assert middle(ratio([2], least=1)) > middle(ratio([0.5], least=1))
    assert middle(ratio([1], most=2)) > middle(ratio([4], most=2))
    assert abs(middle(ratio([1], least=1)) - plot.place(1)) < 0.1


def test_json_holds_the_samples_and_the_failures():
    result = fake_run(fake_step("nop.1", [1e6, 2e6, 3e6]),
                      fake_step("bad", [Failure("no peer")]))
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "bench"))
        options = Options()
        options.build_dir = folder
        path = run.write_results(result, run.evaluate(result), options)
        with open(path) as file:
            contents = json.load(file)
        assert os.path.exists(os.path.join(folder, "bench", "bench.svg"))
    assert contents["figures"][0]["samples"] == [1e6, 2e6, 3e6]
    assert contents["ratios"][0]["median"] == 2
    assert contents["failures"] == [{"name": "bad", "error": "no peer"}]


def main():
    tests = [(name, value) for name, value in globals().items()
             if name.startswith("test_")]
    print("1..%d" % len(tests))
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            word = "ok"
        except Exception:       # whatever it is, the test has failed
            word = "not ok"
            failed += 1
            print("# " + traceback.format_exc().strip().replace("\n", "\n# "))
        print("%s %d - bench: %s" % (word, number, name[5:].replace("_", " ")))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
