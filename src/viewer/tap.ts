/** @file Taps and clicks, told from drags. */

/** A pointer that has moved further than this has dragged, not pointed. */
const SLACK_PX = 5;

/**
 * Calls back with positions from the element's left and top edges.
 * @returns what stops it.
 */
export function onTap(element: HTMLElement, tapped: (x: number, y: number) => void): () => void {
  let down: { id: number; x: number; y: number } | null = null;
  const start = ({
    pointerId: id,
    clientX: x,
    clientY: y,
    isPrimary,
    button,
  }: PointerEvent): void => {
    // a second finger makes it a pinch
    down = isPrimary && button === 0 ? { id, x, y } : null;
  };
  const end = ({ pointerId, clientX, clientY }: PointerEvent): void => {
    if (down?.id !== pointerId) return;
    const moved = Math.hypot(clientX - down.x, clientY - down.y);
    down = null;
    if (moved > SLACK_PX) return;
    const { left, top } = element.getBoundingClientRect();
    tapped(clientX - left, clientY - top);
  };
  element.addEventListener('pointerdown', start);
  element.addEventListener('pointerup', end);
  return () => {
    element.removeEventListener('pointerdown', start);
    element.removeEventListener('pointerup', end);
  };
}
