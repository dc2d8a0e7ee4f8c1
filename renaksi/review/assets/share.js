// How often the reading is wrong, by a sample: Clopper and Pearson's exact interval, as the program counts it.

export function interval(errors, seen, confidence = 0.95) {
  if (!seen) return [0, 1];
  const rest = (1 - confidence) / 2;
  return [
    errors === 0 ? 0 : solve((share) => 1 - atMost(errors - 1, seen, share) < rest),
    errors === seen ? 1 : solve((share) => atMost(errors, seen, share) > rest),
  ];
}

function atMost(errors, seen, share) {
  let term = (1 - share) ** seen;
  let sum = term;
  for (let count = 1; count <= errors; count++) {
    term *= ((seen - count + 1) / count) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

function solve(below) {
  let [low, high] = [0, 1];
  for (let turn = 0; turn < 50; turn++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
