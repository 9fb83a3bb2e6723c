"""PyTorch's side of bench/network.ts and bench/training-step.ts: encoders of the same shapes, timed on request.

Reads lines `<model> <rois>` and answers each with the milliseconds of one forward pass of `rois` crops of
256x192, float32. `resnet50` is torchvision's without its classifier; `hrnet-w48` is written below from the
published architecture (Sun 2019), with the head that concatenates four resolutions. Weights are random; speed does
not depend on them. `--frozen` freezes and optimises the traced module (BN folded), as far as PyTorch goes by itself.
`--train` answers with an eager training step instead: the encoder and a linear layer of 157 outputs, batch statistics,
squared error, backward, Adam. A third word is how: `float32` (default), `channels-last` or `bfloat16` (channels last, autocast).

Debian: python3-torch python3-torchvision libopenblas0-pthread. Run by `npx tsx bench/network.ts --pytorch`.
"""

import sys
import time

import torch
import torchvision
from torch import nn

WIDTHS = (48, 96, 192, 384)
MODULES = (1, 4, 3)


def conv(cin, cout, kernel=3, stride=1, relu=True):
    layers = [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if relu else nn.Sequential(*layers)


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut or nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def basic(width):
    return Residual(nn.Sequential(conv(width, width), conv(width, width, relu=False)))


def bottleneck(cin, width):
    body = nn.Sequential(
        conv(cin, width, 1), conv(width, width), conv(width, 4 * width, 1, relu=False)
    )
    return Residual(body, conv(cin, 4 * width, 1, relu=False) if cin != 4 * width else None)


def resample(source, target):
    """Branch `source` at the width and the resolution of branch `target`."""
    if source == target:
        return nn.Identity()
    if source > target:
        up = nn.Upsample(scale_factor=2 ** (source - target), mode='nearest')
        return nn.Sequential(conv(WIDTHS[source], WIDTHS[target], 1, relu=False), up)
    steps = target - source
    return nn.Sequential(
        *[
            conv(WIDTHS[source], WIDTHS[target if last else source], 3, 2, relu=not last)
            for last in (k == steps - 1 for k in range(steps))
        ]
    )


class Exchange(nn.Module):
    def __init__(self, branches):
        super().__init__()
        self.deep = nn.ModuleList(
            nn.Sequential(*[basic(WIDTHS[b]) for _ in range(4)]) for b in range(branches)
        )
        self.fuse = nn.ModuleList(
            nn.ModuleList(resample(j, i) for j in range(branches)) for i in range(branches)
        )

    def forward(self, xs):
        xs = [deep(x) for deep, x in zip(self.deep, xs)]
        return [torch.relu(sum(f(x) for f, x in zip(row, xs))) for row in self.fuse]


class HRNetW48(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            conv(3, 64, 3, 2),
            conv(64, 64, 3, 2),
            bottleneck(64, 64),
            *[bottleneck(256, 64) for _ in range(3)],
        )
        self.first = conv(256, WIDTHS[0])
        self.widen = nn.ModuleList(
            conv(cin, WIDTHS[b + 1], 3, 2) for b, cin in enumerate((256, WIDTHS[1], WIDTHS[2]))
        )
        self.stages = nn.ModuleList(
            nn.ModuleList(Exchange(s + 2) for _ in range(count)) for s, count in enumerate(MODULES)
        )
        self.down = nn.ModuleList(
            nn.Sequential(*[conv(w, w, 3, 2) for _ in range(3 - b)]) for b, w in enumerate(WIDTHS)
        )

    def forward(self, images):
        x = self.stem(images)
        xs = [self.first(x)]
        last = x
        for widen, stage in zip(self.widen, self.stages):
            xs = xs + [widen(last)]
            for module in stage:
                xs = module(xs)
            last = xs[-1]
        return torch.cat([down(x) for down, x in zip(self.down, xs)], 1).mean((2, 3))


def resnet50():
    network = torchvision.models.resnet50(weights=None)
    network.fc = nn.Identity()
    return network


BUILDERS = {'resnet50': resnet50, 'hrnet-w48': HRNetW48}


def forward_times(frozen):
    """Milliseconds of one forward pass of (model, rois)."""
    networks = {}

    def time_of(model, rois):
        images = torch.randn(rois, 3, 256, 192)
        key = (model, rois if frozen else 0)
        with torch.inference_mode():
            if key not in networks:
                network = BUILDERS[model]().eval()
                if frozen:
                    network = torch.jit.optimize_for_inference(torch.jit.trace(network, images))
                networks[key] = network
                network(images)
            start = time.perf_counter()
            networks[key](images)
            return 1000 * (time.perf_counter() - start)

    return time_of


def training_times():
    """Milliseconds of one step of (model, rois), of the clock and of the processor."""
    trained = {}

    def time_of(model, rois, mode='float32'):
        key = (model, mode)
        if key not in trained:
            encoder = BUILDERS[model]().train()
            width = 2048 if model == 'resnet50' else sum(WIDTHS)
            network = nn.Sequential(encoder, nn.Linear(width, 157))
            if mode != 'float32':
                network = network.to(memory_format=torch.channels_last)
            for other in [each for each in trained if each[0] != model]:
                del trained[other]
            trained[key] = (network, torch.optim.Adam(network.parameters(), lr=1e-4))
        network, optimiser = trained[key]
        images = torch.randn(rois, 3, 256, 192)
        if mode != 'float32':
            images = images.contiguous(memory_format=torch.channels_last)
        target = torch.randn(rois, 157)
        used = time.process_time()
        start = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        with torch.cpu.amp.autocast(enabled=mode == 'bfloat16'):
            loss = nn.functional.mse_loss(network(images), target)
        loss.backward()
        optimiser.step()
        wall = time.perf_counter() - start
        return f'{1000 * wall} {1000 * (time.process_time() - used)}'

    return time_of


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(f'torch {torch.__version__}, {torch.get_num_threads()} threads')
    print(torch.__config__.show().replace('\n', ' '), flush=True)
    time_of = training_times() if '--train' in sys.argv else forward_times('--frozen' in sys.argv)
    for line in sys.stdin:
        model, rois, *mode = line.split()
        print(time_of(model, int(rois), *mode), flush=True)


main()
