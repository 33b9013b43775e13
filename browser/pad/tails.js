// Where did every image lie a snapshot ago? New against old: a tail from the last place that was kept to where it is.

const MOST_TAILS = 5000; // more are a blot, and take longer than a frame

// pad: {player, map, theme, cloud}. An overlay of the map; it draws nothing but while a training is played.
export function makeTails(pad) {
  function tails(context, map) {
    const { player } = pad;
    if (!player?.showing || player.film.unit !== "epoch" || player.film.n > MOST_TAILS) return;
    const old = player.film.before(player.position), now = pad.map.points;
    context.strokeStyle = pad.theme.muted;
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    context.beginPath();
    for (let i = 0; i < now.length; i += 2) {
      context.moveTo(...map.toScreen(old[i], old[i + 1]));
      context.lineTo(...map.toScreen(now[i], now[i + 1]));
    }
    context.stroke();
  }
  tails.rests = () => true;
  return tails;
}
