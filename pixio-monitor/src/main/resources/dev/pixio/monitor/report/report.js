/* Draws the charts of a report and puts a slider over its reconstructions. */
(function () {
  'use strict';

  const charts = JSON.parse(document.getElementById('pixio-data').textContent);
  document.querySelectorAll('[data-chart]').forEach(place => Pixio.chart(place, charts[Number(place.dataset.chart)]));

  function made(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  /** The first image stays visible for comparison where there is room for two. */
  function pinFirst(place, first) {
    const pinned = first.cloneNode(true);
    pinned.classList.add('film-first');
    place.querySelector('.film-frames').prepend(pinned);
  }

  /** A slider in place of a strip that scrolls. */
  function film(place) {
    const frames = Array.from(place.querySelectorAll('figure'));
    if (frames.length < 2) {
      return;
    }
    const slider = document.createElement('input');
    slider.type = 'range';
    slider.min = '0';
    slider.max = String(frames.length - 1);
    slider.value = slider.max;
    slider.setAttribute('aria-label', 'Step');
    const play = made('button', '', 'Play');
    play.type = 'button';
    const label = made('output', 'film-step', '');
    const controls = made('div', 'film-controls', '');
    controls.append(play, slider, label);
    place.prepend(controls);
    pinFirst(place, frames[0]);
    place.classList.add('film-on');
    place.querySelector('.film-frames').removeAttribute('tabindex');

    const show = () => {
      frames.forEach((frame, i) => (frame.hidden = i !== Number(slider.value)));
      label.textContent = frames[Number(slider.value)].querySelector('figcaption').textContent;
      slider.setAttribute('aria-valuetext', label.textContent);
    };
    let timer = 0;
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = 'Play';
    };
    const next = () => {
      if (slider.value === slider.max) {
        stop();
        return;
      }
      slider.value = String(Number(slider.value) + 1);
      show();
    };
    play.addEventListener('click', () => {
      if (timer) {
        stop();
        return;
      }
      slider.value = slider.value === slider.max ? '0' : slider.value;
      show();
      play.textContent = 'Pause';
      timer = setInterval(next, 700);
    });
    slider.addEventListener('input', () => {
      stop();
      show();
    });
    show();
  }

  document.querySelectorAll('[data-film]').forEach(film);

  // Only where there is a clipboard: a page opened from a disk may have none.
  if (navigator.clipboard) {
    document.querySelectorAll('.command').forEach(command => {
      const copy = made('button', '', 'Copy');
      copy.type = 'button';
      copy.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(command.querySelector('pre').textContent);
          copy.textContent = 'Copied';
        } catch (refused) {
          copy.textContent = 'Not allowed';
        }
        setTimeout(() => (copy.textContent = 'Copy'), 1500);
      });
      command.append(copy);
    });
  }
})();
