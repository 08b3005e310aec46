/**
 * The adversarial search: for a pair of inputs x and x', the input nearest to x whose softmax output is that of x'. The paper's conjecture,
 * pair by pair: what is found, how near, what is certainly not there.
 */
package org.halfspace.search;
