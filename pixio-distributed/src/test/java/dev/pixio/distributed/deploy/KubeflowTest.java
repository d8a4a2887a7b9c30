package dev.pixio.distributed.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifests under {@code deploy/kubeflow}. Kubeflow publishes no Java types: its own fields are compared with lists, and what
 * they contain of Kubernetes is validated by its types.
 */
class KubeflowTest {

    private static final String OPERATOR = "kubeflow/pytorchjob.yaml";
    private static final String TRAINER = "kubeflow/trainjob.yaml";
    private static final String POD = "/trainingRuntimeSpec/template/spec/replicatedJobs/0/template/spec/template/spec";

    private static void hasOnly(JsonNode object, String... fields) {
        assertThat(object.propertyNames()).containsExactlyInAnyOrder(fields);
    }

    @ParameterizedTest
    @CsvSource({
        OPERATOR + ", PyTorchJob, training.kubeflow.org/job-name",
        TRAINER + ", TrainJob, jobset.sigs.k8s.io/jobset-name"
    })
    void onlyPodsOfTheJobReachItsPods(String file, String kind, String label) throws IOException {
        assertThat(DeploymentFiles.documents(file)).hasSize(2);
        String job = DeploymentFiles.document(file, kind).at("/metadata/name").asString();
        JsonNode policy = DeploymentFiles.document(file, "NetworkPolicy");
        KubernetesSchema.validate(policy);
        JsonNode selector = policy.at("/spec/podSelector/matchLabels");
        hasOnly(selector, label);
        assertThat(selector.path(label).asString()).isEqualTo(job);
        assertThat(policy.at("/spec/ingress/0/from")).hasSize(1);
        assertThat(policy.at("/spec/ingress/0/from/0/podSelector/matchLabels")).isEqualTo(selector);
    }

    @Test
    void thePyTorchJobHasTheFieldsOfItsOperator() throws IOException {
        JsonNode job = DeploymentFiles.document(OPERATOR, "PyTorchJob");
        hasOnly(job, "apiVersion", "kind", "metadata", "spec");
        assertThat(job.path("apiVersion").asString()).isEqualTo("kubeflow.org/v1");
        JsonNode spec = job.path("spec");
        hasOnly(spec, "nprocPerNode", "runPolicy", "pytorchReplicaSpecs");
        assertThat(spec.path("nprocPerNode").isString()).isTrue();
        hasOnly(spec.path("runPolicy"), "backoffLimit", "cleanPodPolicy");
        assertThat(spec.at("/runPolicy/backoffLimit").isInt()).isTrue();
        assertThat(spec.at("/runPolicy/cleanPodPolicy").asString()).isIn("None", "Running", "All");
        hasOnly(spec.path("pytorchReplicaSpecs"), "Master", "Worker");
        for (JsonNode replicas : spec.path("pytorchReplicaSpecs")) {
            hasOnly(replicas, "replicas", "restartPolicy", "template");
            assertThat(replicas.path("replicas").asInt()).isPositive();
            assertThat(replicas.path("restartPolicy").asString()).isEqualTo("OnFailure");
            KubernetesSchema.validatePodTemplate(replicas.path("template"));
            assertThat(replicas.at("/template/spec/containers/0/name").asString())
                    .isEqualTo("pytorch");
        }
        assertThat(spec.at("/pytorchReplicaSpecs/Master/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void theTrainJobHasTheFieldsOfTrainer() throws IOException {
        JsonNode job = DeploymentFiles.document(TRAINER, "TrainJob");
        hasOnly(job, "apiVersion", "kind", "metadata", "spec");
        assertThat(job.path("apiVersion").asString()).isEqualTo("trainer.kubeflow.org/v1alpha1");
        JsonNode spec = job.path("spec");
        hasOnly(spec, "runtimeRef", "trainer", "runtimePatches");
        hasOnly(spec.path("runtimeRef"), "apiGroup", "kind", "name");
        JsonNode trainer = spec.path("trainer");
        hasOnly(trainer, "image", "command", "args", "numNodes", "numProcPerNode", "resourcesPerNode");
        assertThat(trainer.path("numNodes").asInt()).isPositive();
        assertThat(trainer.path("numProcPerNode").isInt()).isTrue();
        assertThat(trainer.path("numProcPerNode").asInt()).isEqualTo(1);
        assertThat(spec.path("runtimePatches")).hasSize(1);
        JsonNode patch = spec.at("/runtimePatches/0");
        hasOnly(patch, "manager", "trainingRuntimeSpec");
        hasOnly(patch.at(POD), "containers", "volumes");
        hasOnly(patch.at(POD + "/containers/0"), "name", "volumeMounts");
        assertThat(patch.at(POD + "/containers/0/name").asString()).isEqualTo("node");
        KubernetesSchema.validatePodTemplate(podTemplate(trainer, patch.at(POD)));
    }

    /** What the operator makes of the parts of a pod that a TrainJob has. */
    private static ObjectNode podTemplate(JsonNode trainer, JsonNode patch) {
        ObjectNode template = JsonMapper.shared().createObjectNode();
        ObjectNode pod = template.putObject("spec");
        pod.set("volumes", patch.path("volumes"));
        ObjectNode container = pod.putArray("containers").addObject();
        container.setAll((ObjectNode) patch.at("/containers/0"));
        for (String field : List.of("image", "command", "args")) {
            container.set(field, trainer.path(field));
        }
        container.set("resources", trainer.path("resourcesPerNode"));
        return template;
    }
}
