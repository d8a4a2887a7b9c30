package dev.pixio.search.postgres;

import com.pgvector.PGvector;
import dev.pixio.search.IndexException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * The address of a database.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, which may have parameters with secrets
 */
public record Database(String url) {

    /** How an address begins. */
    public static final String PREFIX = "jdbc:postgresql:";

    private static final Pattern SECRETS = Pattern.compile("(?<=//)[^?]*@|\\?.*");

    public Database {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "a database is " + PREFIX + "//HOST/DATABASE, not an address of another kind");
        }
    }

    /** Something that is done with a connection. */
    interface Work<T> {
        T run() throws SQLException, IndexException;
    }

    /**
     * Connects. User and password are those of the address, or those in {@code PGUSER} and {@code PGPASSWORD}.
     *
     * @throws IndexException in one line: it is not possible, or the database has no pgvector
     */
    Connection connect() throws IndexException {
        return checked(() -> {
            Properties settings = new Properties();
            setFromEnvironment(settings, "user", "PGUSER");
            setFromEnvironment(settings, "password", "PGPASSWORD");
            Connection connection = new Driver().connect(url, settings);
            if (connection == null) {
                throw new IndexException("the address " + this + " is not valid");
            }
            return connection;
        });
    }

    /** Teaches a connection the type of vectors, which exists from when pgvector is installed in the database. */
    static void addVectors(Connection connection) throws SQLException {
        PGvector.registerTypes(connection);
    }

    private static void setFromEnvironment(Properties settings, String name, String variable) {
        String value = System.getenv(variable);
        if (value != null && !value.isEmpty()) {
            settings.setProperty(name, value);
        }
    }

    /** Runs work whose failures become one line with the name of the database. */
    <T> T checked(Work<T> work) throws IndexException {
        try {
            return work.run();
        } catch (SQLException e) {
            // Without the cause: drivers put the address into it.
            throw new IndexException("the database " + this + ": " + withoutSecrets(String.valueOf(e.getMessage())));
        }
    }

    private String withoutSecrets(String message) {
        String line = message.lines().findFirst().orElse("").replace(url, toString());
        for (String secret : secrets()) {
            line = line.replace(secret, "***");
        }
        return line;
    }

    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (String part : url.replaceFirst("[^?]*\\??", "").split("&", -1)) {
            if (part.startsWith("password=") && part.length() > "password=".length()) {
                secrets.add(part.substring("password=".length()));
            }
        }
        String variable = System.getenv("PGPASSWORD");
        if (variable != null && !variable.isEmpty()) {
            secrets.add(variable);
        }
        return secrets;
    }

    /** The address without user, password and parameters. */
    @Override
    public String toString() {
        return SECRETS.matcher(url).replaceAll("");
    }
}
