package org.halfspace.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/** The regions on a plane of hidden space. Immutable. */
final class Slice {

    /** Samples that are projected onto the picture. */
    private static final int MOST_SAMPLES = 5000;

    /** Half the side of a picture without marks. */
    private static final double DEFAULT_RADIUS = 3;

    private final String text;
    private final Subject subject;
    private final SoftmaxHead head;
    private final Plane plane;
    private final List<SlicePicture.Mark> marks;

    private Slice(String text, Subject subject, SoftmaxHead head, Plane plane, List<SlicePicture.Mark> marks) {
        this.text = text;
        this.subject = subject;
        this.head = head;
        this.plane = plane;
        this.marks = marks;
    }

    /**
     * Reads a plane.
     *
     * @throws InputException if it cannot be read, or is none
     */
    static Slice parse(String text, Subject subject, SoftmaxHead head, Context context, boolean closedForm) {
        String kind = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        return switch (kind) {
            case "axes" -> axes(text, subject, head);
            case "classes" -> classes(text, subject, head);
            case "samples" -> samples(text, subject, head);
            case "apex" -> apex(text, subject, head, closedForm);
            case "random" -> random(text, subject, head, context);
            default -> throw unreadable(text, null);
        };
    }

    private static InputException unreadable(String text, Throwable cause) {
        return new InputException("the plane cannot be read", cause)
                .where("--slice")
                .expected("axes:K,L, classes:I,J,K, samples:A,B,C, apex:A,B or random:A")
                .found(text);
    }

    private static int[] numbers(String text, int count, String what, int limit) {
        String[] parts = text.substring(text.indexOf(':') + 1).split(",", -1);
        if (!text.contains(":") || parts.length != count) {
            throw unreadable(text, null);
        }
        int[] numbers = new int[count];
        for (int k = 0; k < count; k++) {
            try {
                numbers[k] = Integer.parseInt(parts[k].strip());
            } catch (NumberFormatException e) {
                throw unreadable(text, e);
            }
            if (numbers[k] < 0 || numbers[k] >= limit) {
                throw new InputException("there is no such " + what)
                        .where("--slice " + text)
                        .expected("a " + what + " from 0 to " + (limit - 1))
                        .found(numbers[k]);
            }
        }
        return numbers;
    }

    private static Slice axes(String text, Subject subject, SoftmaxHead head) {
        int[] axes = numbers(text, 2, "coordinate", head.hiddenSize());
        double[] u = new double[head.hiddenSize()];
        double[] v = new double[head.hiddenSize()];
        u[axes[0]] = 1;
        v[axes[1]] = 1;
        return new Slice(text, subject, head, plane(text, new double[u.length], u, v), List.of());
    }

    private static Slice classes(String text, Subject subject, SoftmaxHead head) {
        int[] classes = numbers(text, 3, "class", head.classes());
        List<double[]> points = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i : classes) {
            double[] point = new double[head.hiddenSize()];
            for (int k = 0; k < point.length; k++) {
                point[k] = head.weights().get(k, i);
            }
            points.add(point);
            names.add("w" + i);
        }
        return throughThree(text, subject, head, points, names);
    }

    private static Slice samples(String text, Subject subject, SoftmaxHead head) {
        int[] samples = numbers(text, 3, "sample", data(text, subject));
        List<String> names =
                Arrays.stream(samples).mapToObj(sample -> "sample " + sample).toList();
        return throughThree(text, subject, head, HiddenSamples.of(subject, samples), names);
    }

    private static Slice apex(String text, Subject subject, SoftmaxHead head, boolean closedForm) {
        int[] samples = numbers(text, 2, "sample", data(text, subject));
        if (!closedForm) {
            throw new InputException("this head has no apex at which all logits tie")
                    .where("--slice " + text)
                    .expected("affinely independent weights of the classes, and the domain real")
                    .found("l = " + head.hiddenSize() + ", m = " + head.classes() + ", domain " + head.domain())
                    .hint("--slice samples:A,B,C");
        }
        List<double[]> points = new ArrayList<>(HiddenSamples.of(subject, samples));
        double[] logits = Vectors.scaled(-1, head.bias());
        points.add(HeadGeometry.of(subject).preimages(new double[][] {logits})[0]);
        return throughThree(
                text, subject, head, points, List.of("sample " + samples[0], "sample " + samples[1], "apex"));
    }

    private static Slice random(String text, Subject subject, SoftmaxHead head, Context context) {
        int[] samples = numbers(text, 1, "sample", data(text, subject));
        double[] origin = HiddenSamples.of(subject, samples).get(0);
        SplittableRandom random = context.random(-1);
        double[] u = new double[origin.length];
        double[] v = new double[origin.length];
        for (int k = 0; k < u.length; k++) {
            u[k] = random.nextGaussian();
            v[k] = random.nextGaussian();
        }
        Plane plane = plane(text, origin, u, v);
        return new Slice(text, subject, head, plane, List.of(new SlicePicture.Mark("sample " + samples[0], 0, 0)));
    }

    private static int data(String text, Subject subject) {
        return subject.data()
                .orElseThrow(() -> new InputException("this plane needs samples")
                        .where("--slice " + text)
                        .hint("--data FILE"))
                .size();
    }

    private static Slice throughThree(
            String text, Subject subject, SoftmaxHead head, List<double[]> points, List<String> names) {
        double[] origin = points.get(0);
        Plane plane =
                plane(text, origin, Vectors.plus(points.get(1), -1, origin), Vectors.plus(points.get(2), -1, origin));
        List<SlicePicture.Mark> marks = new ArrayList<>();
        for (int p = 0; p < points.size(); p++) {
            double[] at = plane.project(points.get(p));
            marks.add(new SlicePicture.Mark(names.get(p), at[0], at[1]));
        }
        return new Slice(text, subject, head, plane, marks);
    }

    private static Plane plane(String text, double[] origin, double[] u, double[] v) {
        Plane plane = Plane.through(origin, u, v);
        if (plane == null) {
            throw new InputException("the points of the slice lie on one line, which is in many planes")
                    .where("--slice " + text)
                    .expected("three points that span a plane")
                    .hint("choose another point");
        }
        return plane;
    }

    /**
     * Draws it.
     *
     * @param radius half the side of the picture, or 0 to fit the marks
     */
    SlicePicture draw(double radius) throws InterruptedException {
        double[] centre = new double[2];
        for (SlicePicture.Mark mark : marks) {
            centre[0] += mark.s() / marks.size();
            centre[1] += mark.t() / marks.size();
        }
        double reach = radius;
        if (reach == 0) {
            for (SlicePicture.Mark mark : marks) {
                reach = Math.max(reach, 1.5 * Math.hypot(mark.s() - centre[0], mark.t() - centre[1]));
            }
            reach = reach == 0 ? DEFAULT_RADIUS : reach;
        }
        List<double[]> window = new ArrayList<>();
        for (int[] corner : new int[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
            window.add(new double[] {centre[0] + corner[0] * reach, centre[1] + corner[1] * reach});
        }
        double[] z = head.logits(plane.origin());
        double[] first = slopes(plane.first());
        double[] second = slopes(plane.second());
        List<UpperEnvelope.Cell> cells = new UpperEnvelope(z, first, second).cells(inDomain(window));
        return new SlicePicture(text, centre, reach, cells, marks, samples(centre, reach), head);
    }

    private double[] slopes(double[] direction) {
        double[] slopes = head.logits(direction);
        for (int j = 0; j < slopes.length; j++) {
            slopes[j] -= head.bias()[j];
        }
        return slopes;
    }

    private List<double[]> inDomain(List<double[]> window) {
        List<double[]> polygon = window;
        HiddenDomain domain = head.domain();
        for (int k = 0; k < plane.origin().length && polygon.size() >= 3; k++) {
            double c = plane.origin()[k];
            double a = plane.first()[k];
            double b = plane.second()[k];
            if (!Double.isInfinite(domain.lower())) {
                polygon = UpperEnvelope.clip(polygon, c - domain.lower(), a, b);
            }
            if (!Double.isInfinite(domain.upper())) {
                polygon = UpperEnvelope.clip(polygon, domain.upper() - c, -a, -b);
            }
        }
        return polygon;
    }

    private List<SlicePicture.Sample> samples(double[] centre, double reach) throws InterruptedException {
        List<SlicePicture.Sample> samples = new ArrayList<>();
        if (subject.data().isEmpty()) {
            return samples;
        }
        HiddenSamples.forEach(subject, (sample, h) -> {
            double[] at = plane.project(h);
            boolean inside = Math.max(Math.abs(at[0] - centre[0]), Math.abs(at[1] - centre[1])) <= reach;
            if (inside && samples.size() < MOST_SAMPLES) {
                samples.add(new SlicePicture.Sample(sample, at[0], at[1], SoftmaxHead.argmax(head.logits(h))));
            }
        });
        return samples;
    }
}
