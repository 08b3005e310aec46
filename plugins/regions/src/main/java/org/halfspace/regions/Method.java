package org.halfspace.regions;

/** How a verdict was found. */
public enum Method {
    /** The classes are affinely independent, and every region is a simplicial cone times V. */
    CLOSED_FORM,
    /** A few steps of a search hit a point. */
    SEARCH,
    /** Linear programs. */
    LINEAR_PROGRAM,
    /** Another class has the same weights and no smaller bias. */
    DUPLICATE
}
