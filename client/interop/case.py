"""What the tests share: the server, a client for each test, and short ways to write a call."""

import unittest

import numpy as np
from tritonclient import grpc as triton
from tritonclient.utils import np_to_triton_dtype

from server import PHOTOS, Server

SERVER: Server


def tensor(name: str, values: np.ndarray) -> triton.InferInput:
    """An input with the data type of the array."""
    made = triton.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
    return made.set_data_from_numpy(values)


def elements(name: str, *items: bytes) -> triton.InferInput:
    """A BYTES input of one axis."""
    return tensor(name, np.array(items, dtype=object))


def photo(name: str) -> bytes:
    return (PHOTOS / f"{name}.jpg").read_bytes()


def unit(vectors: np.ndarray) -> np.ndarray:
    """Each row divided by its length."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.client = triton.InferenceServerClient(SERVER.grpc)
        self.addCleanup(self.client.close)

    def infer(self, model: str, *inputs: triton.InferInput, outputs: tuple[str, ...] = (), **more):
        wanted = [triton.InferRequestedOutput(name) for name in outputs] or None
        return self.client.infer(model, list(inputs), outputs=wanted, **more)

    def refuses(self, status: str, words: str, call) -> None:
        """The call fails with this status, and its message holds these words."""
        with self.assertRaises(triton.InferenceServerException) as caught:
            call()
        self.assertEqual(f"StatusCode.{status}", caught.exception.status(), caught.exception.message())
        self.assertIn(words, caught.exception.message())
