package dev.pixio.monitor.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowAddressTest {

    @Test
    void trailingSlashesAreIgnored() {
        assertThat(new MlflowAddress(URI.create("https://ml.example/base/"), "pixio").withoutSlash())
                .isEqualTo("https://ml.example/base");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlruns", "file:///tmp/mlruns", "localhost:5000", "sqlite:///mlflow.db", "http:///x"})
    void addressesThatAreNotServersAreRejected(String address) {
        assertThatThrownBy(() -> new MlflowAddress(URI.create(address), "pixio"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the MLflow address must be that of a tracking server, such as http://localhost:5000, not "
                        + address);
    }

    @Test
    void aPasswordIsRejectedAndNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> new MlflowAddress(URI.create("http://me:secret@localhost:5000"), "pixio"))
                .hasMessageContaining("MLFLOW_TRACKING_PASSWORD")
                .hasMessageNotContaining("secret");
    }
}
