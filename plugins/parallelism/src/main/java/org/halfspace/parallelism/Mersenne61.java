package org.halfspace.parallelism;

/**
 * Arithmetic modulo the prime {@code p = 2^61 - 1}. A double is {@code n 2^e}, and 2^61 is 1 modulo p, so every double has an
 * exact residue, whatever its exponent. Stateless.
 */
final class Mersenne61 {
    static final int BITS = 61;
    static final long P = (1L << BITS) - 1;

    private Mersenne61() {}

    /** The residue of a finite double, from 0 to p - 1. */
    static long of(double value) {
        if (value == 0) {
            return 0;
        }
        int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - 52;
        long digits = Double.doubleToRawLongBits(value) & 0xFFFFFFFFFFFFFL;
        if (Math.abs(value) >= Double.MIN_NORMAL) {
            digits |= 1L << 52;
        }
        int shift = Math.floorMod(exponent, BITS);
        long residue = fold(((digits << shift) & P) + (digits >>> (BITS - shift)));
        return value > 0 ? residue : fold(P - residue);
    }

    /** Sum of two residues. */
    static long add(long a, long b) {
        return fold(a + b);
    }

    /** Difference of two residues. */
    static long subtract(long a, long b) {
        long difference = a - b;
        return difference < 0 ? difference + P : difference;
    }

    /** Product of two residues. */
    static long multiply(long a, long b) {
        long low = a * b;
        long high = Math.multiplyHigh(a, b);
        return fold((low & P) + ((low >>> BITS) | (high << (64 - BITS))));
    }

    /** The inverse of a residue other than 0: its power p - 2 (Fermat). */
    static long inverse(long a) {
        long result = 1;
        long power = a;
        for (long e = P - 2; e > 0; e >>= 1) {
            if ((e & 1) == 1) {
                result = multiply(result, power);
            }
            power = multiply(power, power);
        }
        return result;
    }

    private static long fold(long value) {
        return value >= P ? value - P : value;
    }
}
