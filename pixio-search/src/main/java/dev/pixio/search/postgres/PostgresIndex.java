package dev.pixio.search.postgres;

import com.pgvector.PGvector;
import dev.pixio.search.IndexDescription;
import dev.pixio.search.IndexDescription.Search;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.update.ImageVectors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An index in PostgreSQL, opened for searching. Searches of all threads use one connection, one after the other; one that is lost is opened
 * again. Unlike an index in a folder it shows changes while it runs, also if it is made anew with the same weights and settings; after other
 * ones it has to be opened again.
 */
public final class PostgresIndex implements SearchIndex {

    private static final String COLUMNS = "id, root, path, bytes, modified, sha256, width, height";
    private static final int LEAST_CANDIDATES = 150;
    private static final int MOST_CANDIDATES = 1000; // pgvector's limit of hnsw.ef_search

    private static final int SECONDS_TO_ANSWER = 5;

    private final Database database;
    private Connection connection;
    private Tables.Contents current;

    private PostgresIndex(Database database, Connection connection, Tables.Contents contents) {
        this.database = database;
        this.connection = connection;
        this.current = contents;
    }

    /**
     * Connects to a database.
     *
     * @throws IndexException in one line: there is no connection, or no index
     */
    public static PostgresIndex open(Database database) throws IndexException {
        Connection connection = database.connect();
        try {
            return new PostgresIndex(database, connection, database.checked(() -> opened(database, connection)));
        } catch (IndexException | RuntimeException e) {
            database.checked(() -> {
                connection.close();
                return true;
            });
            throw e;
        }
    }

    private static Tables.Contents opened(Database database, Connection connection)
            throws SQLException, IndexException {
        if (!Tables.CURRENT.exist(connection)) {
            throw new IndexException("there is no index in " + database + ": make one with pixio index --index");
        }
        prepare(connection);
        try {
            Tables.CURRENT.lock(connection);
            return Tables.CURRENT.contents(connection, database);
        } finally {
            connection.rollback(); // or an update would wait for this reader
        }
    }

    @Override
    public synchronized IndexDescription description() {
        try {
            return read(() -> description(Tables.CURRENT.header(connection, database), counted("")));
        } catch (IndexException e) {
            return description(current.header(), 0); // the next search reports it
        }
    }

    private IndexDescription description(Tables.Header header, long images) {
        return new IndexDescription(
                header.origin(),
                List.copyOf(current.roots().values()),
                images,
                header.generation(),
                Search.HNSW,
                header.version());
    }

    private static void prepare(Connection connection) throws SQLException {
        Database.addVectors(connection);
        connection.setAutoCommit(false);
    }

    /** Connects again if the connection is lost, as after a restart of the server. */
    private void reconnect() throws SQLException, IndexException {
        if (!connection.isValid(SECONDS_TO_ANSWER)) {
            Connection again = database.connect();
            connection.close();
            connection = again;
            prepare(again);
        }
    }

    /** What an index that was made anew states; its vectors must be comparable with those of the one before. */
    private Tables.Contents replacement() throws SQLException, IndexException {
        Tables.Contents made = Tables.CURRENT.contents(connection, database);
        if (!current.header().origin().differences(made.header().origin()).isEmpty()) {
            throw IndexException.replaced(
                    "the index in " + database + " was made anew with other weights or settings: open it again");
        }
        return made;
    }

    /** Runs work in a transaction of its own, in which the tables stay the same. */
    private <T> T read(Database.Work<T> work) throws IndexException {
        return database.checked(() -> {
            reconnect();
            try {
                Tables.CURRENT.lock(connection);
                if (Tables.CURRENT.identity(connection) != current.identity()) {
                    current = replacement();
                }
                return work.run();
            } finally {
                connection.rollback();
            }
        });
    }

    @Override
    public synchronized List<SearchHit> search(SearchQuery query) throws IndexException {
        int dimension = current.header().origin().dimension();
        if (query.kind() == VectorKind.IMAGE && query.vector().length != dimension) {
            throw new IllegalArgumentException("the vector of the query has " + query.vector().length
                    + " numbers, and those of the index " + dimension);
        }
        int count = query.top() + (query.without().isPresent() ? 1 : 0);
        boolean exact = query.method() == SearchQuery.Method.EXACT
                || query.kind() == VectorKind.PATCH_MEAN
                || query.folder().isPresent()
                || count > MOST_CANDIDATES;
        List<SearchHit> hits = read(() -> {
            try (Statement settings = connection.createStatement()) {
                // A plan that is kept for repeated statements would ignore the setting below.
                settings.execute("SET LOCAL plan_cache_mode = force_custom_plan");
                int candidates = Math.min(MOST_CANDIDATES, Math.max(LEAST_CANDIDATES, count));
                settings.execute(
                        exact ? "SET LOCAL enable_indexscan = off" : "SET LOCAL hnsw.ef_search = " + candidates);
            }
            return nearest(query, count);
        });
        return hits.stream()
                .filter(hit -> query.without().isEmpty()
                        || hit.image().id() != query.without().getAsLong())
                .limit(query.top())
                .toList();
    }

    private List<SearchHit> nearest(SearchQuery query, int count) throws SQLException {
        String column = column(query.kind());
        String folder = query.folder().isPresent() ? " WHERE path >= ? AND path < ?" : "";
        try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + ", -(" + column
                + " <#> ?) FROM" + " pixio_images" + folder + " ORDER BY " + column + " <#> ? LIMIT ?")) {
            PGvector vector = new PGvector(ImageVectors.unit(query.vector().clone()));
            int parameter = 1;
            select.setObject(parameter++, vector);
            if (query.folder().isPresent()) {
                select.setString(parameter++, query.folder().get() + "/");
                select.setString(parameter++, query.folder().get() + "0"); // the character after the slash
            }
            select.setObject(parameter++, vector);
            select.setInt(parameter, count);
            List<SearchHit> hits = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    double similarity = Math.max(-1, Math.min(1, row.getDouble(9)));
                    hits.add(new SearchHit(image(row), similarity));
                }
            }
            return hits;
        }
    }

    private String column(VectorKind kind) {
        return kind == VectorKind.PATCH_MEAN && current.header().patches() ? "patches" : "image";
    }

    private IndexedImage image(ResultSet row) throws SQLException {
        int number = row.getInt(2);
        if (!current.roots().containsKey(number)) { // an update has added it
            current = current.withRoots(Tables.CURRENT.roots(connection));
        }
        IndexRoot root = Objects.requireNonNull(current.roots().get(number), "a foreign key");
        return new IndexedImage(row.getLong(1), root, row.getString(3), PostgresStore.facts(row, 4));
    }

    @Override
    public synchronized Optional<IndexedImage> image(long id) throws IndexException {
        return read(() -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM pixio_images WHERE id = ?")) {
                select.setLong(1, id);
                return first(select);
            }
        });
    }

    @Override
    public synchronized Optional<IndexedImage> image(IndexRoot root, String path) throws IndexException {
        return read(() -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + " FROM pixio_images WHERE"
                    + " path = ? AND root = (SELECT id FROM pixio_roots WHERE data = ?)")) {
                select.setString(1, path);
                select.setString(2, root.data());
                return first(select);
            }
        });
    }

    private Optional<IndexedImage> first(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(image(row)) : Optional.empty();
        }
    }

    @Override
    public synchronized float[] vector(long id, VectorKind kind) throws IndexException {
        return read(() -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + column(kind) + " FROM pixio_images WHERE id = ?")) {
                select.setLong(1, id);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next() && row.getObject(1) instanceof PGvector vector) {
                        return vector.toArray();
                    }
                    throw new IllegalArgumentException("the index has no image " + id);
                }
            }
        });
    }

    @Override
    public synchronized List<IndexedImage> images(String folder, long first, int count) throws IndexException {
        return read(() -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM pixio_images"
                            + " WHERE (? = '' OR (path >= ? || '/' AND path < ? || '0')) ORDER BY root, path OFFSET ? LIMIT ?")) {
                setFolder(select, folder);
                select.setLong(4, first);
                select.setInt(5, count);
                List<IndexedImage> images = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        images.add(image(row));
                    }
                }
                return images;
            }
        });
    }

    private static void setFolder(PreparedStatement select, String folder) throws SQLException {
        for (int parameter = 1; parameter <= 3; parameter++) {
            select.setString(parameter, folder);
        }
    }

    @Override
    public synchronized long count(String folder) throws IndexException {
        return read(() -> counted(folder));
    }

    private long counted(String folder) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT count(*) FROM pixio_images WHERE" + " (? = '' OR (path >= ? || '/' AND path < ? || '0'))")) {
            setFolder(select, folder);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public synchronized boolean isCurrent() throws IndexException {
        try {
            return read(() -> true);
        } catch (IndexException e) {
            if (e.isReplaced()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() throws IndexException {
        database.checked(() -> {
            connection.close();
            return true;
        });
    }
}
