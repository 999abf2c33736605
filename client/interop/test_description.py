"""What tritonclient learns about the server and its models."""

import case
from case import Case
from tritonclient.grpc import model_config_pb2

TYPES = ("BOOL", "UINT8", "INT8", "INT16", "UINT16", "INT32", "UINT32", "INT64", "UINT64", "FP16", "FP32", "FP64")


def ports(described) -> list[tuple[str, str, list[int]]]:
    return [(port.name, port.datatype, list(port.shape)) for port in described]


class DescriptionTest(Case):
    def test_report_all_folders_no_failure(self):
        self.assertEqual((9, 0), (case.SERVER.models, case.SERVER.failed), case.SERVER.lines)

    def test_server_started_live_and_ready(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())

    def test_models_served_ready_by_name_and_version(self):
        for name in ("add", "types", "noconfig", "mini", "mini.text", "mini.image", "clip-combined"):
            with self.subTest(name):
                self.assertTrue(self.client.is_model_ready(name))
                self.assertTrue(self.client.is_model_ready(name, "1"))

    def test_models_unknown_not_ready(self):
        for name, version in (("nope", ""), ("mini", "7"), ("mini.nope", ""), ("", "")):
            with self.subTest(name):
                self.assertFalse(self.client.is_model_ready(name, version))

    def test_server_metadata_names_itself(self):
        metadata = self.client.get_server_metadata()
        self.assertEqual("triptych", metadata.name)
        self.assertRegex(metadata.version, r"^\d+\.\d+\.\d+")
        self.assertIn("model_configuration", metadata.extensions)

    def test_metadata_batched_graph_has_free_batch_axis(self):
        metadata = self.client.get_model_metadata("add")
        self.assertEqual(("add", ["1"], "onnxruntime_onnx"), (metadata.name, metadata.versions, metadata.platform))
        self.assertEqual([("INPUT0", "FP32", [-1, 16]), ("INPUT1", "FP32", [-1, 16])], ports(metadata.inputs))
        self.assertEqual([("OUTPUT0", "FP32", [-1, 16]), ("OUTPUT1", "FP32", [-1, 16])], ports(metadata.outputs))

    def test_metadata_unbatched_graph_has_its_own_shape(self):
        metadata = self.client.get_model_metadata("scale_nobatch", "1")
        self.assertEqual([("INPUT", "FP32", [2, 3])], ports(metadata.inputs))

    def test_metadata_every_datatype_is_named(self):
        metadata = self.client.get_model_metadata("types")
        self.assertEqual([*TYPES, "BYTES"], [name.removeprefix("IN_") for name, _, _ in ports(metadata.inputs)])
        self.assertEqual([*TYPES, "BYTES"], [datatype for _, datatype, _ in ports(metadata.inputs)])

    def test_metadata_typed_model_takes_bytes(self):
        metadata = self.client.get_model_metadata("mini")
        self.assertEqual([("image", "BYTES", [-1]), ("text", "BYTES", [-1])], ports(metadata.inputs))
        vectors = [("image_embedding", "FP32", [-1, 384]), ("text_embedding", "FP32", [-1, 384])]
        self.assertEqual(vectors, ports(metadata.outputs))

    def test_config_batched_graph_leaves_batch_axis_out(self):
        config = self.client.get_model_config("add").config
        self.assertEqual(("add", 8, "onnxruntime"), (config.name, config.max_batch_size, config.backend))
        self.assertTrue(config.HasField("dynamic_batching"))
        self.assertEqual([[16], [16]], [list(port.dims) for port in config.input])
        self.assertEqual({model_config_pb2.TYPE_FP32}, {port.data_type for port in [*config.input, *config.output]})

    def test_config_without_a_file_comes_from_the_graph(self):
        config = self.client.get_model_config("noconfig").config
        self.assertGreater(config.max_batch_size, 1)
        self.assertEqual([("INPUT", [3])], [(port.name, list(port.dims)) for port in config.input])

    def test_config_typed_model_has_optional_inputs_and_no_batch(self):
        config = self.client.get_model_config("mini").config
        self.assertEqual(0, config.max_batch_size)
        self.assertEqual({"image": True, "text": True}, {port.name: port.optional for port in config.input})
        self.assertEqual({model_config_pb2.TYPE_STRING}, {port.data_type for port in config.input})

    def test_unknown_model_described_not_found(self):
        self.refuses("NOT_FOUND", "'nope'", lambda: self.client.get_model_metadata("nope"))
        self.refuses("NOT_FOUND", "'9'", lambda: self.client.get_model_config("add", "9"))

    def test_repository_index_lists_every_model_ready(self):
        index = self.client.get_model_repository_index()
        self.assertEqual({("1", "READY")}, {(model.version, model.state) for model in index.models})
        names = [model.name for model in index.models]
        # Graphs of typed models have names of their own.
        self.assertLess({"mini", "mini.image", "mini.text"}, set(names))
        self.assertEqual(case.SERVER.models, len([name for name in names if "." not in name]))
        for name in names:
            self.assertTrue(self.client.is_model_ready(name), name)

    def test_calls_not_offered_say_so(self):
        self.refuses("UNIMPLEMENTED", "administration port", lambda: self.client.load_model("add"))
        self.refuses("UNIMPLEMENTED", "shared memory", lambda: self.client.get_system_shared_memory_status())
