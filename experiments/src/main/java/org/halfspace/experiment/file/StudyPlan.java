package org.halfspace.experiment.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.InputException;

/** The jobs of an experiment: models, then data sets, then analyses, then the points of their matrices, then seeds. */
public final class StudyPlan {
    private StudyPlan() {}

    /**
     * The jobs, in the order in which they run: one model after the other, so that each is opened once.
     *
     * @throws InputException if there are none
     */
    public static List<Job> of(Study study) {
        List<Job> jobs = new ArrayList<>();
        for (Study.Model model : study.models()) {
            for (Optional<String> data : dataOf(study)) {
                for (Study.Question question : study.analyses()) {
                    if (asks(question, model, data)) {
                        addPoints(question, model, data, jobs);
                    }
                }
            }
        }
        if (jobs.isEmpty()) {
            throw new InputException("the experiment asks nothing")
                    .where(study.file())
                    .hint("see models: and data: beside the analyses");
        }
        return List.copyOf(jobs);
    }

    private static List<Optional<String>> dataOf(Study study) {
        List<Optional<String>> data = new ArrayList<>();
        data.add(Optional.empty());
        study.data().forEach(one -> data.add(Optional.of(one.name())));
        return data;
    }

    private static boolean asks(Study.Question question, Study.Model model, Optional<String> data) {
        if (!question.models().contains(model.name())) {
            return false;
        }
        boolean without = question.data().isEmpty() || model.data().isEmpty();
        return data.map(name -> question.data().contains(name) && model.data().contains(name))
                .orElse(without);
    }

    private static void addPoints(Study.Question question, Study.Model model, Optional<String> data, List<Job> jobs) {
        for (Map<String, String> point : points(question.matrix())) {
            Map<String, String> parameters = new LinkedHashMap<>(question.parameters());
            parameters.putAll(point);
            for (long seed : question.seeds()) {
                Map<String, String> varied = new LinkedHashMap<>(point);
                if (question.seeds().size() > 1) {
                    varied.put("seed", Long.toString(seed));
                }
                jobs.add(new Job(jobs.size(), question.analysis(), model.name(), data, seed, parameters, varied));
            }
        }
    }

    /** Every combination, the last parameter fastest. */
    private static List<Map<String, String>> points(Map<String, List<String>> matrix) {
        List<Map<String, String>> points = List.of(Map.of());
        for (Map.Entry<String, List<String>> axis : matrix.entrySet()) {
            List<Map<String, String>> finer = new ArrayList<>();
            for (Map<String, String> point : points) {
                for (String value : axis.getValue()) {
                    Map<String, String> next = new LinkedHashMap<>(point);
                    next.put(axis.getKey(), value);
                    finer.add(next);
                }
            }
            points = finer;
        }
        return points;
    }
}
