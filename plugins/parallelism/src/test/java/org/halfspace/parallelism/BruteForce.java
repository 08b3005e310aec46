package org.halfspace.parallelism;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.halfspace.spi.model.SoftmaxHead;

/** All pairs of boundaries, one by one, from the weights alone: rational numbers for "parallel", fifty digits for angles. */
final class BruteForce {
    private static final MathContext DIGITS = new MathContext(50);

    final List<Pair> pairs = new ArrayList<>();
    final SoftmaxHead head;

    record Pair(List<Integer> first, List<Integer> second, boolean parallel, double angle) {
        boolean sharing() {
            return first.stream().anyMatch(second::contains);
        }
    }

    BruteForce(SoftmaxHead head) {
        this.head = head;
        int m = head.classes();
        List<List<Integer>> boundaries = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                if (square(i, j) != 0) {
                    boundaries.add(List.of(i, j));
                }
            }
        }
        for (int a = 0; a < boundaries.size(); a++) {
            for (int b = a + 1; b < boundaries.size(); b++) {
                List<Integer> first = boundaries.get(a);
                List<Integer> second = boundaries.get(b);
                boolean parallel = parallel(first.get(0), first.get(1), second.get(0), second.get(1));
                double angle = parallel ? 0 : angle(first.get(0), first.get(1), second.get(0), second.get(1));
                pairs.add(new Pair(first, second, parallel, angle));
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::angle));
    }

    private double square(int i, int j) {
        double sum = 0;
        for (int c = 0; c < head.hiddenSize(); c++) {
            double d = head.weights().get(c, i) - head.weights().get(c, j);
            sum += d * d;
        }
        return sum;
    }

    private boolean parallel(int i, int j, int k, int l) {
        int n = head.hiddenSize();
        for (int c = 0; c < n; c++) {
            for (int d = c + 1; d < n; d++) {
                BigDecimal left = difference(c, i, j).multiply(difference(d, k, l));
                if (left.compareTo(difference(d, i, j).multiply(difference(c, k, l))) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private BigDecimal difference(int c, int i, int j) {
        return new BigDecimal(head.weights().get(c, i))
                .subtract(new BigDecimal(head.weights().get(c, j)));
    }

    /** {@code sin^2 = (‖a‖^2 ‖b‖^2 - (a·b)^2) / (‖a‖^2 ‖b‖^2)}, without rounding before the division. */
    double angle(int i, int j, int k, int l) {
        BigDecimal aa = BigDecimal.ZERO;
        BigDecimal ab = BigDecimal.ZERO;
        BigDecimal bb = BigDecimal.ZERO;
        for (int c = 0; c < head.hiddenSize(); c++) {
            BigDecimal a = difference(c, i, j);
            BigDecimal b = difference(c, k, l);
            aa = aa.add(a.multiply(a));
            ab = ab.add(a.multiply(b));
            bb = bb.add(b.multiply(b));
        }
        BigDecimal product = aa.multiply(bb);
        double sine = Math.sqrt(
                product.subtract(ab.multiply(ab)).divide(product, DIGITS).doubleValue());
        double cosine = Math.sqrt(ab.multiply(ab).divide(product, DIGITS).doubleValue());
        return Math.atan2(sine, cosine);
    }

    long parallel(boolean sharing) {
        return pairs.stream()
                .filter(pair -> pair.parallel() && pair.sharing() == sharing)
                .count();
    }
}
