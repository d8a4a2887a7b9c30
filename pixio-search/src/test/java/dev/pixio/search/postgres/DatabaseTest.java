package dev.pixio.search.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.search.IndexException;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    @Test
    void secretsAreNotInTheNameOfADatabase() {
        assertThat(new Database("jdbc:postgresql://me:secret@host:5433/photos?user=me&password=secret"))
                .hasToString("jdbc:postgresql://host:5433/photos");
    }

    @Test
    void aPasswordWithSeparatorsIsNotInTheNameEither() {
        assertThat(new Database("jdbc:postgresql://me:se/cr@et@host/photos"))
                .hasToString("jdbc:postgresql://host/photos");
    }

    @Test
    void aServerThatIsNotThereIsReportedWithoutSecrets() {
        Database absent = new Database("jdbc:postgresql://127.0.0.1:1/photos?user=me&password=secret");

        assertThatThrownBy(() -> PostgresIndex.open(absent))
                .isInstanceOf(IndexException.class)
                .hasMessageStartingWith("the database jdbc:postgresql://127.0.0.1:1/photos: ")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void otherAddressesAreRefused() {
        assertThatThrownBy(() -> new Database("jdbc:mysql://host/secret")).hasMessageNotContaining("secret");
    }
}
