// Embeds a text and pictures and classifies the pictures: the typed API from TypeScript, from the protos alone.
//
//   TRIPTYCH_SERVER=127.0.0.1:8001 npm start -- "a cup of coffee" photo.jpg ...
import * as fs from "node:fs";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as loader from "@grpc/proto-loader";
import type { MessageTypeDefinition } from "@grpc/proto-loader";
import type { ProtoGrpcType as Classify } from "./generated/classify.js";
import type { ProtoGrpcType as Embed } from "./generated/embed.js";
import type { ClassifyRequest } from "./generated/triptych/v1/ClassifyRequest.js";
import type { ClassifyResponse__Output } from "./generated/triptych/v1/ClassifyResponse.js";
import type { EmbedRequest } from "./generated/triptych/v1/EmbedRequest.js";
import type { EmbedResponse__Output } from "./generated/triptych/v1/EmbedResponse.js";
import type { ErrorInfo__Output } from "./generated/google/rpc/ErrorInfo.js";
import type { Status__Output } from "./generated/google/rpc/Status.js";
import type { Vector__Output } from "./generated/triptych/v1/Vector.js";

const root = path.resolve(import.meta.dirname, "../../..");
const definition = loader.loadSync(
  ["triptych/v1/embed.proto", "triptych/v1/classify.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"],
  {
    includeDirs: [`${root}/proto/src/main/proto`, `${root}/proto/target/googleapis`],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  },
);
const api = grpc.loadPackageDefinition(definition) as unknown as Embed & Classify;

// UNAVAILABLE alone is tried again: the server says with it that it did not take the work on.
const settings: grpc.ClientOptions = {
  "grpc.max_receive_message_length": 256 << 20,
  "grpc.service_config": JSON.stringify({
    methodConfig: [
      {
        name: [{}],
        retryPolicy: {
          maxAttempts: 4,
          initialBackoff: "0.1s",
          maxBackoff: "2s",
          backoffMultiplier: 2,
          retryableStatusCodes: ["UNAVAILABLE"],
        },
      },
    ],
    retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
  }),
};

/** The coordinates of a vector: a view over the bytes where they are aligned, else a copy. */
export function floats(vector: Vector__Output): Float32Array {
  if (vector.dtype !== "DATA_TYPE_FLOAT32") throw new Error(`vectors of type ${vector.dtype} are not read here`);
  const { buffer, byteOffset, byteLength } = vector.data;
  if (byteOffset % 4 === 0) return new Float32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}

/** What a status says to programs: the reason of its ErrorInfo, if it has one. */
export function reason(status: Status__Output): string {
  const type = definition["google.rpc.ErrorInfo"] as unknown as MessageTypeDefinition<object, ErrorInfo__Output>;
  for (const detail of status.details) {
    const any = detail as unknown as { type_url: string; value: Buffer };
    if (any.type_url.endsWith("/google.rpc.ErrorInfo")) return type.deserialize(any.value).reason;
  }
  return "";
}

/** The status of a failed call, details included. */
export function statusOf(error: grpc.ServiceError): Status__Output | undefined {
  const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const type = definition["google.rpc.Status"] as unknown as MessageTypeDefinition<object, Status__Output>;
  return bytes === undefined ? undefined : type.deserialize(bytes as Buffer);
}

async function main(text: string, files: string[]): Promise<void> {
  const server = process.env.TRIPTYCH_SERVER || "127.0.0.1:8001";
  const credentials = grpc.credentials.createInsecure();
  const embedder = new api.triptych.v1.EmbedService(server, credentials, settings);
  const classifier = new api.triptych.v1.ClassifyService(server, credentials, settings);
  const model = process.env.TRIPTYCH_MODEL ?? "mini";
  const deadline = () => ({ deadline: Date.now() + 60_000 });

  const embed = (request: EmbedRequest) =>
    new Promise<EmbedResponse__Output>((done, failed) =>
      embedder.embed(request, deadline(), (error, answer) => (answer ? done(answer) : failed(error))),
    );
  const classify = (request: ClassifyRequest) =>
    new Promise<ClassifyResponse__Output>((done, failed) =>
      classifier.classify(request, deadline(), (error, answer) => (answer ? done(answer) : failed(error))),
    );

  try {
    const pictures = files.map((file) => ({ content: { image: { data: fs.readFileSync(file) } }, id: path.basename(file) }));
    const [first, ...others] = (await embed({ model, items: [{ content: { text } }, ...pictures] })).results;
    if (!first?.vector) throw new Error(`the text failed: ${first?.error?.message}`);
    const query = floats(first.vector);
    for (const result of others) {
      if (result.vector) {
        // Both have length 1, so the cosine is the product.
        const cosine = floats(result.vector).reduce((sum, value, i) => sum + value * query[i]!, 0);
        console.log(`${result.id}\tcosine ${cosine.toFixed(4)} to '${text}'`);
      } else {
        console.log(`${result.id}\tfailed: ${reason(result.error!)}`);
      }
    }
    const labels = ["cat", "coffee", "rocket", "flower"];
    for (const result of (await classify({ model, items: pictures, labels, options: { topK: 1 } })).results) {
      const best = result.classification?.labels?.[0];
      if (best) console.log(`${result.id}\t${best.label} ${best.score.toFixed(3)}`);
    }
    await embed({ model: "no-such-model", items: [{ content: { text } }] }).catch((error: grpc.ServiceError) => {
      console.log(`no-such-model\t${grpc.status[error.code]} ${reason(statusOf(error)!)}`);
    });
  } finally {
    embedder.close();
    classifier.close();
  }
}

const [text = "a cup of coffee", ...files] = process.argv.slice(2);
await main(text, files);
