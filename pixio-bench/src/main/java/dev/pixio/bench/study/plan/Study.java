package dev.pixio.bench.study.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Points, seeds and evaluations.
 *
 * @param name of the study and of its folder
 * @param seeds number of seeds of each point, counted from 1
 * @param common options of all points
 * @param points all points, each once, in the order in which they run
 * @param factors that group points for tables and plots
 * @param evaluations of each encoder
 */
public record Study(
        String name,
        int seeds,
        CommandOptions common,
        List<StudyPoint> points,
        List<StudyFactor> factors,
        List<StudyEvaluation> evaluations) {

    public Study {
        points = List.copyOf(points);
        factors = List.copyOf(factors);
        evaluations = List.copyOf(evaluations);
    }

    /** A copy with another number of seeds. */
    public Study withSeeds(int number) {
        return new Study(name, number, common, points, factors, evaluations);
    }

    /** The point of a name. */
    public Optional<StudyPoint> point(String name) {
        return points.stream().filter(point -> point.name().equals(name)).findFirst();
    }

    /**
     * Points by their names, or by those of factors, in the order of the study.
     *
     * @param names all points if empty
     * @throws IllegalArgumentException if there is no such point or factor
     */
    public List<StudyPoint> selected(List<String> names) {
        if (names.isEmpty()) {
            return points;
        }
        Set<StudyPoint> chosen = new LinkedHashSet<>();
        for (String name : names) {
            List<StudyPoint> found = new ArrayList<>();
            point(name).ifPresent(found::add);
            factors.stream()
                    .filter(factor -> factor.name().equals(name))
                    .forEach(factor -> found.addAll(factor.points()));
            if (found.isEmpty()) {
                throw new IllegalArgumentException("the study " + this.name + " has no point '" + name
                        + "'; its points are "
                        + String.join(
                                ", ", points.stream().map(StudyPoint::name).toList()));
            }
            chosen.addAll(found);
        }
        return points.stream().filter(chosen::contains).toList();
    }

    /** The points that belong to no factor. */
    public List<StudyPoint> ungrouped() {
        return points.stream()
                .filter(point ->
                        factors.stream().noneMatch(factor -> factor.points().contains(point)))
                .toList();
    }
}
