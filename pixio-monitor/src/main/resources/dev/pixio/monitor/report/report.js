/* Draws the charts of a report, and adds sliders to its images and copy buttons to its commands. */
(function () {
  'use strict';

  const charts = JSON.parse(document.getElementById('pixio-data').textContent);
  document.querySelectorAll('[data-chart]').forEach(card => Pixio.chart(card, charts[Number(card.dataset.chart)]));

  function newElement(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  /** On wide screens the first image stays visible for comparison. */
  function pinFirst(card, first) {
    const pinned = first.cloneNode(true);
    pinned.classList.add('sequence-first');
    card.querySelector('.sequence-frames').prepend(pinned);
  }

  /** Replaces the scrolling row by a slider. */
  function frameSequence(card) {
    const frames = Array.from(card.querySelectorAll('figure'));
    if (frames.length < 2) {
      return;
    }
    const slider = document.createElement('input');
    slider.type = 'range';
    slider.min = '0';
    slider.max = String(frames.length - 1);
    slider.value = slider.max;
    slider.setAttribute('aria-label', 'Step');
    const play = newElement('button', '', 'Play');
    play.type = 'button';
    const label = newElement('output', 'sequence-step', '');
    const controls = newElement('div', 'sequence-controls', '');
    controls.append(play, slider, label);
    card.prepend(controls);
    pinFirst(card, frames[0]);
    card.classList.add('sequence-active');
    card.querySelector('.sequence-frames').removeAttribute('tabindex');

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

  document.querySelectorAll('[data-sequence]').forEach(frameSequence);

  // The clipboard is not available to every page that is opened from a file.
  if (navigator.clipboard) {
    document.querySelectorAll('.command').forEach(command => {
      const copy = newElement('button', '', 'Copy');
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
