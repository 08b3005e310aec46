package org.halfspace.parallelism;

import org.halfspace.spi.Column;

/**
 * Three classes whose weights lie on a line, or almost: {@code w_j = (1 - t) w_i + t w_k + e} with 0 < t < 1, so that
 * {@code z_j = (1 - t) z_i + t z_k + delta + e·h}.
 */
public record CollinearTriple(
        @Column("An outer class, from 0") int i,
        @Column("The middle class") int j,
        @Column("The other outer class, above i") int k,
        @Column("Where the middle class lies between the outer ones, from 0 at i to 1 at k") double t,
        @Column(value = "b_j - (1 - t) b_i - t b_k", unit = "logits") double delta,
        @Column("The length of e: how far the middle class is from the line; 0 where the three are exactly collinear")
                double distance,
        @Column("What follows for the regions of the three classes") Consequence consequence,
        @Column("The norm of hidden vectors within which it follows; null where it follows everywhere")
                Double radius) {}
