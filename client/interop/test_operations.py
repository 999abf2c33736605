"""Health and reflection by plain grpcio, and the operator's pages."""

import unittest

import case
import grpc
from google.protobuf import descriptor_pool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

SERVING = health_pb2.HealthCheckResponse.SERVING


class HealthTest(unittest.TestCase):
    def setUp(self) -> None:
        self.channel = grpc.insecure_channel(case.SERVER.grpc)
        self.addCleanup(self.channel.close)
        self.health = health_pb2_grpc.HealthStub(self.channel)

    def test_check_names_served_serving(self):
        for name in ("", "mini", "mini/1", "add"):
            with self.subTest(name):
                answer = self.health.Check(health_pb2.HealthCheckRequest(service=name), timeout=10)
                self.assertEqual(SERVING, answer.status)

    def test_check_name_unknown_not_found(self):
        for name in ("nope", "mini/7"):
            with self.subTest(name), self.assertRaises(grpc.RpcError) as caught:
                self.health.Check(health_pb2.HealthCheckRequest(service=name), timeout=10)
            self.assertEqual(grpc.StatusCode.NOT_FOUND, caught.exception.code())

    def test_watch_says_the_state_at_once(self):
        watch = self.health.Watch(health_pb2.HealthCheckRequest(service="mini"), timeout=10)
        self.assertEqual(SERVING, next(watch).status)
        watch.cancel()

    def test_check_on_the_metrics_port_serving(self):
        with grpc.insecure_channel(case.SERVER.metrics) as channel:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
            self.assertEqual(SERVING, answer.status)

    def test_reflection_lists_every_service(self):
        services = set(ProtoReflectionDescriptorDatabase(self.channel).get_services())
        wanted = {"inference.GRPCInferenceService", "grpc.health.v1.Health"}
        wanted |= {f"triptych.v1.{name}Service" for name in ("Embed", "Classify", "Rank", "Model")}
        self.assertLessEqual(wanted, services)

    def test_reflection_describes_a_call_for_generic_tools(self):
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))
        embed = pool.FindServiceByName("triptych.v1.EmbedService").FindMethodByName("Embed")
        self.assertIn("items", embed.input_type.fields_by_name)


class PagesTest(unittest.TestCase):
    def test_probes_serving_answer_200(self):
        for path in ("/readyz", "/livez"):
            with self.subTest(path):
                self.assertEqual(200, case.SERVER.get(path)[0])

    def test_metrics_after_a_call_count_it(self):
        with grpc.insecure_channel(case.SERVER.grpc) as channel:
            health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        status, kind, body = case.SERVER.get("/metrics")
        self.assertEqual(200, status)
        self.assertTrue(kind.startswith("text/plain"), kind)
        self.assertRegex(body, r'(?m)^triptych_grpc_call_duration_seconds_count\{method="grpc.health.v1.Health/Check"\} [1-9]')

    def test_page_unknown_404_and_method_wrong_405(self):
        self.assertEqual(404, case.SERVER.get("/nope")[0])
        self.assertEqual(405, case.SERVER.get("/metrics", method="POST")[0])
