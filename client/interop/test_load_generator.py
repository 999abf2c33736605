"""perf_analyzer, unchanged, in each of its modes: what it counts, the server counts too."""

import re
import unittest

import case
import load_generator

REQUESTS = 200
# A number of requests, not a time: a busy machine measures the same.
SHORT = ("--measurement-mode", "count_windows", "--measurement-request-count", str(REQUESTS), "-s", "1000", "-r", "3")
MODES = {
    "one at a time": ("--concurrency-range", "1"),
    "sixteen at a time": ("--concurrency-range", "16"),
    "asynchronous": ("--async", "--concurrency-range", "8"),
    "batched": ("--concurrency-range", "2", "-b", "4"),
    "at a rate": ("--request-rate-range", "200"),
    "streaming": ("--streaming", "--concurrency-range", "16"),
    "streaming at a rate": ("--streaming", "--request-rate-range", "200"),
}


class LoadGeneratorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        load_generator.install()

    def test_modes_all_measure_and_server_counts_the_same(self):
        for name, options in MODES.items():
            with self.subTest(name):
                ended = load_generator.run(case.SERVER.grpc, "-m", "add", *options, *SHORT)
                printed = ended.stdout + ended.stderr
                self.assertEqual(0, ended.returncode, printed)
                client, server = self.count("Request count", printed), self.count("Successful request count", printed)
                self.assertGreaterEqual(client, REQUESTS, printed)
                # It asks for the statistics just before and just after its window, while requests are under way.
                self.assertLess(abs(client - server), 64 + client // 5, printed)

    def test_typed_model_takes_texts(self):
        data = load_generator.FOLDER / "texts.json"
        data.write_text('{"data": [{"text": {"content": ["a cat"], "shape": [1]}}]}')
        ended = load_generator.run(
            case.SERVER.grpc, "-m", "mini", "--input-data", str(data), "--shape", "text:1", "--concurrency-range", "2", *SHORT
        )
        self.assertEqual(0, ended.returncode, ended.stdout + ended.stderr)

    def count(self, name: str, printed: str) -> int:
        found = re.search(rf"^\s*{name}: (\d+)$", printed, re.MULTILINE)
        self.assertIsNotNone(found, printed)
        return int(found.group(1))
