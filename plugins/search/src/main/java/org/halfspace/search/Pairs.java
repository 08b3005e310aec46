package org.halfspace.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;

/** Which pairs of samples are searched. */
final class Pairs {
    /** How many draws in a row may hit pairs that were drawn before, or that do not qualify, before the rest is counted out. */
    private static final int MOST_MISSES = 10_000;

    private final Dataset data;
    private final int[] predicted;
    private final boolean any;

    /** A pair: two samples. */
    record Pair(int source, int target) {
        /** The number of its stream of random numbers: the same wherever it stands among others. */
        long stream() {
            return ((long) source << Integer.SIZE) | target;
        }
    }

    /**
     * @param predicted the predicted class of every sample
     * @param any whether random pairs may be of any two samples
     */
    Pairs(Dataset data, int[] predicted, boolean any) {
        this.data = data;
        this.predicted = predicted;
        this.any = any;
    }

    /** The pairs that the parameters ask for. */
    List<Pair> of(SearchParameters parameters, SplittableRandom random) {
        if (parameters.from().isPresent() != parameters.to().isPresent()) {
            throw new InputException("one sample is no pair").expected("--from I and --to J, both");
        }
        if (parameters.from().isPresent()) {
            return List.of(checked(parameters.from().get(), parameters.to().orElseThrow(), "--from and --to"));
        }
        String wanted = parameters.pairs().strip();
        if (wanted.equals("all")) {
            return all();
        }
        if (wanted.matches("[0-9]+")) {
            return random(wanted, random);
        }
        return read(wanted);
    }

    private boolean qualifies(int source, int target) {
        if (source == target) {
            return false;
        }
        return any || (isRight(source) && isRight(target) && predicted[source] != predicted[target]);
    }

    private boolean isRight(int sample) {
        int label = data.label(sample);
        return label < 0 || label == predicted[sample];
    }

    private List<Pair> all() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            for (int j = 0; j < data.size(); j++) {
                if (qualifies(i, j)) {
                    pairs.add(new Pair(i, j));
                }
            }
        }
        return required(pairs);
    }

    private List<Pair> random(String wanted, SplittableRandom random) {
        int count;
        try {
            count = Integer.parseInt(wanted);
        } catch (NumberFormatException e) {
            count = 0;
        }
        if (count < 1) {
            throw new InputException("the value of --pairs cannot be used")
                    .expected("a number of pairs from 1 up, all, or a file")
                    .found(wanted);
        }
        Set<Pair> drawn = new LinkedHashSet<>();
        int misses = 0;
        while (drawn.size() < count && misses < MOST_MISSES) {
            int source = random.nextInt(data.size());
            int target = random.nextInt(data.size());
            misses = qualifies(source, target) && drawn.add(new Pair(source, target)) ? 0 : misses + 1;
        }
        if (drawn.size() < count) {
            // Nearly all of them are drawn: the rest in order.
            for (Pair pair : all()) {
                if (drawn.size() < count) {
                    drawn.add(pair);
                }
            }
        }
        return List.copyOf(drawn);
    }

    private List<Pair> required(List<Pair> pairs) {
        if (pairs.isEmpty()) {
            throw new InputException("there is no pair to search")
                    .where(data.name())
                    .expected("two samples of different classes that are both predicted rightly")
                    .hint("--any-pair lets pairs be of any two samples");
        }
        return pairs;
    }

    private List<Pair> read(String name) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw new InputException("the pairs cannot be read", e)
                    .where("--pairs " + name)
                    .expected("a number, all, or a file of lines source,target")
                    .found(e instanceof java.nio.file.NoSuchFileException ? "no such file" : e.toString());
        }
        List<Pair> pairs = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line).strip();
            boolean head = line == 0 && text.matches("[A-Za-z][^0-9]*");
            if (text.isEmpty() || head) {
                continue;
            }
            String place = name + ", line " + (line + 1);
            String[] parts = text.split("[,;\\s]+", -1);
            if (parts.length < 2 || !parts[0].matches("-?[0-9]{1,9}") || !parts[1].matches("-?[0-9]{1,9}")) {
                throw new InputException("a line is no pair")
                        .where(place)
                        .expected("source,target: two samples, from 0")
                        .found(text);
            }
            pairs.add(checked(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), place));
        }
        if (pairs.isEmpty()) {
            throw new InputException("there is no pair in the file").where(name);
        }
        return pairs;
    }

    private Pair checked(int source, int target, String place) {
        for (int sample : new int[] {source, target}) {
            if (sample < 0 || sample >= data.size()) {
                throw new InputException("a pair names a sample that the data do not have")
                        .where(place)
                        .expected("samples from 0 to " + (data.size() - 1))
                        .found(sample);
            }
        }
        if (source == target) {
            throw new InputException("a pair is of one sample with itself: x = x'")
                    .where(place)
                    .found(source + " and " + target);
        }
        return new Pair(source, target);
    }
}
