package dev.pixio.distributed.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code deploy/kubernetes/serve.yaml}. */
class KubernetesServeTest {

    private static final String FILE = "kubernetes/serve.yaml";

    private static JsonNode pod() throws IOException {
        return DeploymentFiles.document(FILE, "Deployment").at("/spec/template");
    }

    private static JsonNode container() throws IOException {
        return pod().at("/spec/containers/0");
    }

    @Test
    void allDocumentsFollowTheSchemasOfKubernetes() throws IOException {
        assertThat(DeploymentFiles.documents(FILE)).hasSize(2);
        for (JsonNode document : DeploymentFiles.documents(FILE)) {
            KubernetesSchema.validate(document);
        }
    }

    @Test
    void theServiceReachesThePortOfTheServer() throws IOException {
        JsonNode service = DeploymentFiles.document(FILE, "Service").path("spec");
        JsonNode port = container().at("/ports/0");
        assertThat(service.at("/ports/0/targetPort").asString())
                .isEqualTo(port.path("name").asString());
        assertThat(service.path("selector")).isEqualTo(pod().at("/metadata/labels"));
        assertThat(arguments())
                .containsSequence("--port", port.path("containerPort").asString());
    }

    @Test
    void theTokenIsReadFromTheSecret() throws IOException {
        String folder = StreamSupport.stream(container().path("volumeMounts").spliterator(), false)
                .filter(mount -> mount.path("name").asString().equals("token"))
                .map(mount -> mount.path("mountPath").asString())
                .findFirst()
                .orElseThrow();
        assertThat(arguments()).containsSequence("--token-file", folder + "/token");
    }

    /** More than the 30 seconds that a request may take. */
    @Test
    void aPodHasTimeToAnswerWhatIsQueued() throws IOException {
        assertThat(pod().at("/spec/terminationGracePeriodSeconds").asInt()).isGreaterThan(30);
    }

    /** The pod has no command, so that the one of the image runs, as the image's user. */
    @Test
    void thePodRunsTheImageOfTheDockerfile() throws IOException {
        String image = Files.readString(DeploymentFiles.path("container/Dockerfile"));
        assertThat(image)
                .contains("ENTRYPOINT [\"pixio\"]\n")
                .contains("USER " + pod().at("/spec/securityContext/runAsUser").asInt() + "\n")
                .contains("EXPOSE " + container().at("/ports/0/containerPort").asInt() + "\n");
        assertThat(container().has("command")).isFalse();
        assertThat(arguments()).startsWith("serve");
    }

    private static List<String> arguments() throws IOException {
        return StreamSupport.stream(container().path("args").spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
