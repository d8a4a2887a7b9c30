package dev.pixio.distributed.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.distributed.Rendezvous;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code deploy/kubernetes/job.yaml}. */
class KubernetesJobTest {

    private static final String FILE = "kubernetes/job.yaml";

    private static JsonNode spec() throws IOException {
        return DeploymentFiles.document(FILE, "Job").path("spec");
    }

    @Test
    void allDocumentsFollowTheSchemasOfKubernetes() throws IOException {
        assertThat(DeploymentFiles.documents(FILE)).hasSize(3);
        for (JsonNode document : DeploymentFiles.documents(FILE)) {
            KubernetesSchema.validate(document);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/spec, complexions, 2",
        "/spec/template/spec, restartPolicies, Never",
        "/spec/template/spec/containers/0, volumeMount, x",
        "/spec/template/spec/containers/0/env/0/valueFrom/fieldRef, path, x",
        "/spec/podFailurePolicy/rules/1/onExitCodes, exitCodes, 1",
        "/spec, backoffLimit, many",
        "/spec/template/spec/containers/0/resources/limits, cpu, several"
    })
    void whatTheSchemasDoNotHaveIsRefused(String place, String field, String value) throws IOException {
        JsonNode job = DeploymentFiles.document(FILE, "Job");
        ((ObjectNode) job.at(place)).put(field, value);
        assertThatThrownBy(() -> KubernetesSchema.validate(job)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aMissingFieldIsRefused() throws IOException {
        JsonNode job = DeploymentFiles.document(FILE, "Job");
        ((ObjectNode) job.at("/spec/template/spec/containers/0")).remove("name");
        assertThatThrownBy(() -> KubernetesSchema.validate(job)).hasMessageContaining("name");
    }

    @Test
    void eachPodFindsItsGroup() throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (JsonNode variable : spec().at("/template/spec/containers/0/env")) {
            variables.put(
                    variable.path("name").asString(), variable.path("value").asString("1"));
        }
        assertThat(spec().at("/template/spec/containers/0/env/0/valueFrom/fieldRef/fieldPath")
                        .asString())
                .isEqualTo("metadata.annotations['batch.kubernetes.io/job-completion-index']");

        Rendezvous place = Rendezvous.of(variables).orElseThrow();

        assertThat(place.rank()).isEqualTo(1);
        assertThat(place.localRank()).isZero();
        assertThat(place.size())
                .isEqualTo(spec().path("completions").asInt())
                .isEqualTo(spec().path("parallelism").asInt());
        String service =
                DeploymentFiles.document(FILE, "Service").at("/metadata/name").asString();
        String job = DeploymentFiles.document(FILE, "Job").at("/metadata/name").asString();
        assertThat(place.host()).isEqualTo(job + "-0." + service);
        assertThat(spec().at("/template/spec/subdomain").asString()).isEqualTo(service);
    }

    @Test
    void serviceAndPolicySelectThePodsOfTheJob() throws IOException {
        JsonNode labels = spec().at("/template/metadata/labels");
        JsonNode service = DeploymentFiles.document(FILE, "Service").path("spec");
        JsonNode policy = DeploymentFiles.document(FILE, "NetworkPolicy").path("spec");
        assertThat(labels).isNotEmpty();
        assertThat(service.path("selector")).isEqualTo(labels);
        assertThat(service.path("clusterIP").asString()).isEqualTo("None");
        assertThat(policy.at("/podSelector/matchLabels")).isEqualTo(labels);
        assertThat(policy.at("/ingress/0/from/0/podSelector/matchLabels")).isEqualTo(labels);
        assertThat(policy.at("/ingress/0/from")).hasSize(1);
    }

    /** Kubernetes refuses such rules for pods that restart by themselves. */
    @Test
    void failuresOfTheContainerAreJudgedByItsName() throws IOException {
        assertThat(spec().at("/template/spec/restartPolicy").asString()).isEqualTo("Never");
        String container = spec().at("/template/spec/containers/0/name").asString();
        assertThat(spec().at("/podFailurePolicy/rules"))
                .filteredOn(rule -> rule.has("onExitCodes"))
                .hasSize(2)
                .allSatisfy(
                        rule -> assertThat(rule.at("/onExitCodes/containerName").asString())
                                .isEqualTo(container));
    }
}
